/** Metrics of the RESP server: totals that it keeps anyway, read when they are collected. */
import type { Registry } from 'prom-client'
import { Counter, Gauge } from 'prom-client'
import type { CommandIndex, CommandTotals } from './command/command-index.ts'
import type { RespContext } from './command/context.ts'

export function registerRespMetrics(
  registry: Registry,
  commands: CommandIndex,
  { clients, totals }: Pick<RespContext, 'clients' | 'totals'>,
): void {
  addGauge(registry, 'resp_connected_clients', 'Open connections', () => clients.size)
  addGauge(
    registry,
    'resp_blocked_clients',
    'Connections whose command waits for data',
    () => [...clients.values()].filter(({ unblock }) => unblock !== undefined).length,
  )
  addGauge(
    registry,
    'resp_buffered_bytes',
    'Requests that have not arrived, and replies that clients have not read',
    () => totals.bufferedBytes,
  )
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

/** Labels are names of the table of commands, and no others. */
function addCommandTotals(registry: Registry, commands: CommandIndex): void {
  const all = commands.all.flatMap(command => [command, ...(command.subcommands?.all ?? [])])
  const add = (name: string, help: string, read: (totals: CommandTotals) => number): void => {
    new Counter({
      name,
      help,
      labelNames: ['command'],
      registers: [registry],
      collect() {
        this.reset()
        for (const { fullName: command, totals } of all) {
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

function addGauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read())
    },
  })
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
