/** Certificates for TLS 1.3, from files that settings name. They are read again now and then, for connections to come. */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:tls'
import { createSecureContext } from 'node:tls'
import { readSetFile } from '#foundation/conf/secret-file'
import { SettingUnusable } from '#foundation/conf/unusable'
import type { Clock, Timer } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { SalesConfig } from '../config.ts'

/** How often the files are looked at. */
const RELOAD_MS = 10_000
/** For a client to say who it is. */
const HANDSHAKE_MS = 10_000

/** Paths. With `ca`, clients need a certificate that it signed. */
export type TlsFiles = {
  readonly cert: string
  readonly key: string
  readonly ca: string | undefined
}

/** What the names of the settings begin with, before `Cert`, `Key` and `Ca`. */
type TlsSettings = 'resp.tls' | 'node.peerTls' | 'log.etcdTls'

type Credentials = { readonly cert: string; readonly key: string; readonly ca: string | undefined }

/** Undefined where no certificate is set. Throws `SettingUnusable` for parts that are of no use alone. */
export function tlsFilesOf(
  settings: TlsSettings,
  { cert, key, ca }: { readonly cert: string; readonly key: string; readonly ca: string },
): TlsFiles | undefined {
  if (cert === '') {
    const lonely = key !== '' ? 'Key' : ca !== '' ? 'Ca' : undefined
    if (lonely === undefined) return undefined
    throw new SettingUnusable(`${settings}${lonely}`, 'it is of no use without a certificate')
  }
  if (key === '') {
    throw new SettingUnusable(`${settings}Cert`, `it needs a key too: set ${settings}Key`)
  }
  return { cert, key, ca: ca === '' ? undefined : ca }
}

type Pem = string | Buffer | undefined
type Pems = { readonly cert?: Pem; readonly key?: Pem; readonly ca?: Pem }

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Throws `SettingUnusable` where a part is none, or a key is not that of its certificate: TLS itself takes any text for authorities. */
export function checkCredentials(settings: TlsSettings, { cert, key, ca }: Pems): void {
  try {
    createSecureContext({ cert, key })
  } catch (cause) {
    const reason = reasonOf(cause)
    throw new SettingUnusable(`${settings}Cert`, `no certificate and key of TLS: ${reason}`, {
      cause,
    })
  }
  if (ca === undefined) return
  try {
    const found = ca.toString().match(CERTIFICATE) ?? []
    if (found.length === 0) throw new Error('it has no PEM certificate')
    for (const text of found) new X509Certificate(text)
  } catch (cause) {
    const reason = reasonOf(cause)
    throw new SettingUnusable(`${settings}Ca`, `no certificate of an authority: ${reason}`, {
      cause,
    })
  }
}

/** When the first of the certificates, those of authorities among them, is valid no more; undefined without any. */
export function validUntil({ cert, ca }: Pick<Pems, 'cert' | 'ca'>): Date | undefined {
  const found = [cert, ca].flatMap(pem => pem?.toString().match(CERTIFICATE) ?? [])
  const times = found.map(text => new X509Certificate(text).validToDate.getTime())
  return times.length === 0 ? undefined : new Date(Math.min(...times))
}

/** Of what etcd is shown and believed by, which is read once, at the start. Throws `SettingUnusable`. */
export function etcdValidity({ log }: SalesConfig): () => Date | undefined {
  const { kind, etcdTlsCa, etcdTlsCert } = log
  const read = (path: string, setting: string): Pem =>
    kind === 'etcd' && path !== '' ? readSetFile(path, setting) : undefined
  const pems = {
    cert: read(etcdTlsCert, 'log.etcdTlsCert'),
    ca: read(etcdTlsCa, 'log.etcdTlsCa'),
  }
  return () => validUntil(pems)
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

export class Certificates {
  readonly #settings: TlsSettings
  readonly #files: TlsFiles
  readonly #clock: Clock
  readonly #log: Logger
  #credentials: Credentials
  #validUntil: Date | undefined
  #timer: Timer | undefined

  /** Throws `SettingUnusable` when the files cannot be used. */
  constructor(settings: TlsSettings, files: TlsFiles, clock: Clock, log: Logger) {
    this.#settings = settings
    this.#files = files
    this.#clock = clock
    this.#log = log
    this.#credentials = this.#read()
    this.#validUntil = validUntil(this.#credentials)
  }

  /** As of the last look. */
  get credentials(): Credentials {
    return this.#credentials
  }

  /** See `validUntil`. */
  get validUntil(): Date | undefined {
    return this.#validUntil
  }

  /** With which a server is made. */
  get serverOptions() {
    const hasAuthority = this.#files.ca !== undefined
    return {
      ...this.#credentials,
      minVersion: 'TLSv1.3',
      requestCert: hasAuthority,
      rejectUnauthorized: hasAuthority,
      handshakeTimeout: HANDSHAKE_MS,
      noDelay: true,
    } as const
  }

  /** From now on the server uses what is in the files, as long as `end` is not called. */
  follow(server: Server): void {
    server.on('tlsClientError', (error, socket) => {
      this.#log.debug({ client: socket.remoteAddress, reason: error.message }, 'TLS failed')
      socket.destroy()
    })
    const reload = (): void => {
      this.#timer = this.#clock.after(RELOAD_MS, reload)
      this.#reload(server)
    }
    this.#timer = this.#clock.after(RELOAD_MS, reload)
  }

  /** Looks at the files no more. */
  end(): void {
    this.#timer?.cancel()
  }

  #reload(server: Server): void {
    try {
      const found = this.#read()
      const { cert, key, ca } = this.#credentials
      if (found.cert === cert && found.key === key && found.ca === ca) return
      server.setSecureContext({ ...found, minVersion: 'TLSv1.3' })
      this.#credentials = found
      this.#validUntil = validUntil(found)
      this.#log.info({ cert: this.#files.cert }, 'a new certificate is in use')
    } catch (error) {
      this.#log.warn({ reason: reasonOf(error) }, 'the certificate cannot be read again')
    }
  }

  #read(): Credentials {
    const { cert, key, ca } = this.#files
    const credentials = {
      cert: this.#readFile('Cert', cert),
      key: this.#readFile('Key', key),
      ca: ca === undefined ? undefined : this.#readFile('Ca', ca),
    }
    checkCredentials(this.#settings, credentials)
    return credentials
  }

  #readFile(part: 'Cert' | 'Key' | 'Ca', path: string): string {
    try {
      return readFileSync(path, 'utf8')
    } catch (cause) {
      const setting = `${this.#settings}${part}`
      throw new SettingUnusable(setting, `cannot read ${path}: ${reasonOf(cause)}`, { cause })
    }
  }
}
