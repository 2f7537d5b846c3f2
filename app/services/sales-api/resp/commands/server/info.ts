/** What INFO tells: what clients and tools read, and nothing that is not true here. */
import os from 'node:os'
import type { IndexedCommand } from '../../command/command-index.ts'
import type { RespContext } from '../../command/context.ts'
import { REDIS_VERSION } from '../../command/context.ts'
import { subscriptionsOf } from '../../pubsub/pub-sub.ts'

type Fields = Readonly<Record<string, string | number>>

/** Of INFO without an argument. */
const USUAL = [
  'server',
  'clients',
  'memory',
  'persistence',
  'stats',
  'replication',
  'cpu',
  'keyspace',
]

/** `names` are in small letters; none for the usual sections. */
export function infoText(
  context: RespContext,
  commands: readonly IndexedCommand[],
  names: readonly string[],
): string {
  const sections: Readonly<Record<string, () => Fields>> = {
    server: () => serverFields(context),
    clients: () => clientFields(context),
    memory: memoryFields,
    persistence: () => persistenceFields(context),
    stats: () => statsFields(context, commands),
    replication: () => ({ role: 'master', connected_slaves: 0, master_replid: context.runId }),
    cpu: cpuFields,
    commandstats: () => commandFields(commands),
    keyspace: () => keyspaceFields(context, names),
  }
  const isAll = names.includes('all') || names.includes('everything')
  const isUsual = names.length === 0 || names.includes('default')
  const chosen = Object.entries(sections).filter(
    ([name]) => isAll || names.includes(name) || (isUsual && USUAL.includes(name)),
  )
  return chosen.map(([name, fields]) => sectionText(name, fields())).join('\r\n')
}

function sectionText(name: string, fields: Fields): string {
  const lines = Object.entries(fields).map(([field, value]) => `${field}:${String(value)}\r\n`)
  return `# ${name.charAt(0).toUpperCase()}${name.slice(1)}\r\n${lines.join('')}`
}

function serverFields({ options, runId, port, startedAtMs }: RespContext): Fields {
  const { clock } = options.host
  const seconds = Math.floor((clock.monotonic() - startedAtMs) / 1000)
  return {
    redis_version: REDIS_VERSION,
    redis_mode: 'standalone',
    server_name: 'sales-api',
    server_version: options.build,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    arch_bits: 64,
    process_id: process.pid,
    run_id: runId,
    tcp_port: port,
    server_time_usec: clock.now() * 1000,
    uptime_in_seconds: seconds,
    uptime_in_days: Math.floor(seconds / 86_400),
    executable: process.execPath,
    config_file: '',
  }
}

function clientFields({ clients, options }: RespContext): Fields {
  const listening = [...clients.values()].filter(client => subscriptionsOf(client) > 0)
  const blocked = [...clients.values()].filter(({ unblock }) => unblock !== undefined)
  return {
    connected_clients: clients.size,
    cluster_connections: 0,
    maxclients: options.limits.connectionsMax,
    blocked_clients: blocked.length,
    tracking_clients: 0,
    pubsub_clients: listening.length,
  }
}

function memoryFields(): Fields {
  const { heapUsed, rss } = process.memoryUsage()
  return {
    used_memory: rss,
    used_memory_rss: rss,
    used_memory_heap: heapUsed,
    total_system_memory: os.totalmem(),
    maxmemory: 0,
    maxmemory_policy: 'noeviction',
  }
}

function persistenceFields({ opened }: RespContext): Fields {
  const state = opened?.node.store.state
  return {
    loading: opened ? 0 : 1,
    async_loading: 0,
    aof_enabled: 1,
    aof_last_write_status: 'ok',
    rdb_bgsave_in_progress: 0,
    store_revision: state?.revision ?? 0,
    store_position: state?.position ?? 0,
  }
}

function statsFields({ pubSub, totals }: RespContext, commands: readonly IndexedCommand[]): Fields {
  const all = commands.flatMap(command => [command, ...(command.subcommands?.all ?? [])])
  const sum = (of: 'calls' | 'failed'): number =>
    all.reduce((total, { totals: counted }) => total + counted[of], 0)
  return {
    total_connections_received: totals.connections,
    rejected_connections: totals.refused,
    total_commands_processed: sum('calls'),
    total_error_replies: sum('failed'),
    total_net_input_bytes: totals.inputBytes,
    total_net_output_bytes: totals.outputBytes,
    client_output_buffer_limit_disconnections: totals.cut,
    evicted_keys: 0,
    pubsub_channels: pubSub.channels,
    pubsub_patterns: pubSub.patterns,
  }
}

/** Begins to count the keys if that has not been done: then there is something to tell the next time. */
function keyspaceFields({ opened, options }: RespContext, names: readonly string[]): Fields {
  if (!opened) return {}
  const { kv } = opened
  if (names.length > 0) {
    // DBSIZE would tell of an error.
    if (kv.knownSize === undefined) kv.size().catch(() => undefined)
    if (!kv.expiring) kv.countExpiring().catch(() => undefined)
  }
  const { knownSize: keys, expiring } = kv
  if (keys === undefined || keys === 0 || !expiring) return {}
  const ttlMs = Math.max(0, Math.round(expiring.meanTime - options.host.clock.now()))
  return { db0: `keys=${String(keys)},expires=${String(expiring.keys)},avg_ttl=${String(ttlMs)}` }
}

function cpuFields(): Fields {
  const { user, system } = process.cpuUsage()
  return { used_cpu_sys: system / 1e6, used_cpu_user: user / 1e6 }
}

function commandFields(commands: readonly IndexedCommand[]): Fields {
  const all = commands.flatMap(command => [command, ...(command.subcommands?.all ?? [])])
  return Object.fromEntries(
    all
      .filter(({ totals }) => totals.calls > 0)
      .map(({ fullName, totals: { calls, failed, ms } }) => {
        const usec = Math.round(ms * 1000)
        const perCall = (usec / calls).toFixed(2)
        const text = `calls=${String(calls)},usec=${String(usec)},usec_per_call=${perCall},rejected_calls=0,failed_calls=${String(failed)}`
        return [`cmdstat_${fullName}`, text]
      }),
  )
}
