/** Metrics of the RESP server: totals that it keeps anyway, read when they are collected. */
import type { Registry } from 'prom-client'
import { Counter } from 'prom-client'
import type { RespVars } from '#business/web/debug/vars'
import type { Figures } from '#business/web/metrics/figures'
import { registerFigures } from '#business/web/metrics/figures'
import type { CommandIndex, CommandTotals } from './command/command-index.ts'
import type { RespContext } from './command/context.ts'
import { subscriptionsOf } from './pubsub/pub-sub.ts'

export function registerRespMetrics(
  registry: Registry,
  commands: CommandIndex,
  { clients, totals }: Pick<RespContext, 'clients' | 'totals'>,
): void {
  registerFigures(registry, 'resp', () => respFigures({ clients, totals }))
  const total = (name: string, help: string, read: () => number): void => {
    addTotal(registry, name, help, read)
  }
  total('resp_connections_total', 'Connections served', () => totals.connections)
  total(
    'resp_connections_refused_total',
    'Connections refused as they came: too many, or in protected mode',
    () => totals.refused,
  )
  total(
    'resp_clients_cut_total',
    'Clients cut because they did not read their replies',
    () => totals.cut,
  )
  total('resp_received_bytes_total', 'Bytes of requests', () => totals.inputBytes)
  total('resp_sent_bytes_total', 'Bytes of replies', () => totals.outputBytes)
  addCommandTotals(registry, commands)
}

function respFigures({
  clients,
  totals,
}: Pick<RespContext, 'clients' | 'totals'>): Figures<'resp'> {
  let blocked = 0
  let subscribed = 0
  for (const client of clients.values()) {
    if (client.unblock) blocked++
    if (subscriptionsOf(client) > 0) subscribed++
  }
  return {
    connected_clients: clients.size,
    blocked_clients: blocked,
    subscribed_clients: subscribed,
    buffered_bytes: totals.bufferedBytes,
  }
}

/** For /debug/vars. */
export function respVarsOf(commands: CommandIndex, context: RespContext): RespVars {
  const { connections, refused, cut } = context.totals
  const sum = (of: 'calls' | 'failed'): number =>
    commands.whole.reduce((total, { totals }) => total + totals[of], 0)
  return {
    ...respFigures(context),
    connections,
    refused,
    cut,
    commands: sum('calls'),
    failed: sum('failed'),
  }
}

/** Labels are names of the table of commands, and no others. */
function addCommandTotals(registry: Registry, commands: CommandIndex): void {
  const add = (name: string, help: string, read: (totals: CommandTotals) => number): void => {
    new Counter({
      name,
      help,
      labelNames: ['command'],
      registers: [registry],
      collect() {
        this.reset()
        for (const { fullName: command, totals } of commands.whole) {
          if (totals.calls > 0) this.inc({ command }, read(totals))
        }
      },
    })
  }
  add('resp_commands_total', 'Commands executed', ({ calls }) => calls)
  add('resp_commands_failed_total', 'Commands answered with an error', ({ failed }) => failed)
  add(
    'resp_command_seconds_total',
    'Time of commands: of writes until they are durable, of commands that wait until they have waited',
    ({ ms }) => ms / 1000,
  )
}

function addTotal(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset()
      this.inc(read())
    },
  })
}
