/** The log in etcd as the settings want it. Loaded only where they want one: the client of etcd takes a while. */
import { readSetFile, secretOf } from '#foundation/conf/secret-file'
import { SettingUnusable } from '#foundation/conf/unusable'
import type { EtcdTls } from '#foundation/etcd/etcd'
import { Etcd } from '#foundation/etcd/etcd'
import type { Logger } from '#foundation/logger/logger'
import type { EtcdTrouble } from '#business/data/log/etcd-log'
import { EtcdLog, findLog, LogMismatch, newId } from '#business/data/log/etcd-log'
import {
  holdsEntry,
  isRaised,
  keepMembership,
  OtherLog,
  readMembership,
} from '#business/data/log/membership'
import type { Seal } from '#business/data/node/node'
import type { SalesConfig } from '../config.ts'
import type { RunOptions } from '../run.ts'
import { checkCredentials } from '../front/tls.ts'

/** An entry of the log has to take one with its key. */
const VALUE_BYTES_MAX = 1024 * 1024
/** Of the random name of a node. */
const NODE_BYTES = 16

const TROUBLE: Readonly<Record<EtcdTrouble['reason'], string>> = {
  unreachable: 'etcd does not answer',
  'no leader': 'etcd has no leader',
  'no space': 'etcd has no space: writes are refused',
  'access denied': 'etcd denies access',
  refused: 'etcd refuses requests',
}

/** What the tables of a node say of its log: up to where they need no entries, and whether they end with a seal. */
export type TablesEnd = { readonly position: number; readonly seal: Seal | undefined }

/**
 * Waits for etcd, until `stop` aborts. `directory` says which log its data belongs to, or is told now. Rejects with
 * `SettingUnusable`, with `LogFailed`, or with the reason of `stop`.
 */
export async function openSharedLog(
  options: RunOptions,
  log: Logger,
  directory: string,
  { position, seal }: TablesEnd,
  stop: AbortSignal,
): Promise<EtcdLog> {
  const { config, host } = options
  const prefix = config.log.etcdPrefix
  const etcd = etcdOf(options)
  const onTrouble = (trouble: EtcdTrouble | undefined): void => {
    if (trouble) log.warn({ reason: trouble.message }, TROUBLE[trouble.reason])
    else log.info({}, 'etcd does what it is asked again')
  }
  try {
    const isMoved = seal?.to === 'etcd' && holdsEntry(host.disk, directory, position)
    const known = isMoved ? undefined : readMembership(host.disk, directory)
    const node = known?.node ?? Buffer.from(host.random.bytes(NODE_BYTES)).toString('hex')
    const mayJoin = !isRaised(host.disk, directory)
    const successor = isMoved ? seal.log : undefined
    const which = { prefix, id: known?.log, successor, mayJoin }
    const shared = await EtcdLog.open(host, { etcd, node, position, onTrouble, ...which }, stop)
    if (!known) keepMembership(host.disk, directory, { log: shared.id, node })
    return shared
  } catch (cause) {
    etcd[Symbol.dispose]()
    if (cause instanceof LogMismatch) {
      throw new SettingUnusable('log.etcdPrefix', cause.message, { cause })
    }
    if (cause instanceof OtherLog) throw new SettingUnusable('log.kind', cause.message, { cause })
    throw cause
  }
}

/** The id for a new log in etcd. Rejects with `SettingUnusable` if there can be none, and with `LogUnavailable` or `LogFailed`. */
export async function idForSharedLog(options: RunOptions): Promise<string> {
  const prefix = options.config.log.etcdPrefix
  const found = await findLog(etcdOf(options), prefix)
  if (found === undefined) return newId(options.host)
  const reason = `etcd has the log ${found} under ${prefix}: give a prefix that was not used before`
  throw new SettingUnusable('log.etcdPrefix', reason)
}

/** Throws `SettingUnusable`. */
function etcdOf({ config, host }: RunOptions): Etcd {
  if (config.store.valueBytesMax > VALUE_BYTES_MAX) {
    throw new SettingUnusable('store.valueBytesMax', 'a log in etcd takes values up to 1MiB')
  }
  return new Etcd({
    members: config.log.etcdEndpoints.addresses,
    tls: tlsOf(config),
    user: userOf(config),
    clock: host.clock,
  })
}

function tlsOf({ log }: SalesConfig): EtcdTls | undefined {
  const { etcdEndpoints, etcdTlsCa: ca, etcdTlsCert: cert, etcdTlsKey: key } = log
  if (!etcdEndpoints.isTls) {
    const given = ca !== '' ? 'etcdTlsCa' : cert !== '' ? 'etcdTlsCert' : key !== '' && 'etcdTlsKey'
    if (given === false) return undefined
    throw new SettingUnusable(`log.${given}`, 'it is of use only with endpoints of https')
  }
  if ((cert === '') !== (key === '')) {
    const given = cert === '' ? 'etcdTlsKey' : 'etcdTlsCert'
    throw new SettingUnusable(`log.${given}`, 'a certificate and its key are needed both')
  }
  const authority = ca === '' ? undefined : readSetFile(ca, 'log.etcdTlsCa')
  const own =
    cert === ''
      ? undefined
      : {
          cert: readSetFile(cert, 'log.etcdTlsCert'),
          key: readSetFile(key, 'log.etcdTlsKey'),
        }
  checkCredentials('log.etcdTls', { ...own, ca: authority })
  return { ca: authority, own }
}

function userOf({ log }: SalesConfig): { name: string; password: string } | undefined {
  const { etcdUser: name, etcdPassword, etcdPasswordFile } = log
  const password = secretOf(etcdPassword, etcdPasswordFile, 'log.etcdPasswordFile')
  if (name === '' && password === undefined) return undefined
  if (name !== '' && password !== undefined) return { name, password }
  throw new SettingUnusable('log.etcdUser', 'a user and a password are needed both')
}
