/** TLS 1.3 of the RESP server. Certificates are read again now and then, for connections to come. */
import { readFileSync } from 'node:fs'
import type { Server } from 'node:tls'
import { createSecureContext, createServer } from 'node:tls'
import type { Clock, Timer } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import { SettingUnusable } from '#foundation/conf/unusable'

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

type Credentials = { readonly cert: string; readonly key: string; readonly ca: string | undefined }

export class TlsServer {
  readonly server: Server
  readonly #files: TlsFiles
  readonly #clock: Clock
  readonly #log: Logger
  #credentials: Credentials
  #timer: Timer

  /** Throws `SettingUnusable` when the files cannot be used. */
  constructor(files: TlsFiles, clock: Clock, log: Logger) {
    this.#files = files
    this.#clock = clock
    this.#log = log
    this.#credentials = readCredentials(files)
    this.server = createServer({
      ...this.#credentials,
      minVersion: 'TLSv1.3',
      requestCert: files.ca !== undefined,
      rejectUnauthorized: files.ca !== undefined,
      handshakeTimeout: HANDSHAKE_MS,
      allowHalfOpen: true,
      noDelay: true,
    })
    this.server.on('tlsClientError', (error, socket) => {
      log.debug({ client: socket.remoteAddress, reason: error.message }, 'TLS failed')
      socket.destroy()
    })
    this.#timer = clock.after(RELOAD_MS, this.#reload)
  }

  /** Looks at the files no more. */
  end(): void {
    this.#timer.cancel()
  }

  readonly #reload = (): void => {
    this.#timer = this.#clock.after(RELOAD_MS, this.#reload)
    try {
      const found = readCredentials(this.#files)
      const { cert, key, ca } = this.#credentials
      if (found.cert === cert && found.key === key && found.ca === ca) return
      this.server.setSecureContext({ ...found, minVersion: 'TLSv1.3' })
      this.#credentials = found
      this.#log.info({ cert: this.#files.cert }, 'new certificate of the RESP server')
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#log.warn({ reason }, 'the certificate of the RESP server cannot be read again')
    }
  }
}

function readCredentials(files: TlsFiles): Credentials {
  const credentials = {
    cert: read('resp.tlsCert', files.cert),
    key: read('resp.tlsKey', files.key),
    ca: files.ca === undefined ? undefined : read('resp.tlsCa', files.ca),
  }
  try {
    createSecureContext(credentials)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SettingUnusable('resp.tlsCert', `no certificate and key of TLS: ${reason}`, { cause })
  }
  return credentials
}

function read(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SettingUnusable(setting, `cannot read ${path}: ${reason}`, { cause })
  }
}
