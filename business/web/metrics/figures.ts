/**
 * Figures of the service at this moment: the one list from which /debug/vars and the gauges of /metrics are made, there as
 * `store.memory_bytes`, here as `store_memory_bytes`.
 */
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import { z } from 'zod'

const figure = (help: string) => z.number().describe(help)

export const figureGroups = {
  http: z.strictObject({
    requests_in_flight: figure('Requests being answered'),
    event_streams: figure('Event streams that are open'),
    buffered_bytes: figure('Bytes of bodies of requests and answers in memory'),
  }),
  resp: z.strictObject({
    connected_clients: figure('Open connections of Redis clients'),
    blocked_clients: figure('Those whose command waits for data'),
    subscribed_clients: figure('Those that listen to channels'),
    buffered_bytes: figure(
      'Requests of theirs that have not arrived, and replies that they have not read',
    ),
  }),
  store: z.strictObject({
    revision: figure('The newest revision'),
    compacted_revision: figure('The oldest revision that can be read'),
    applied_position: figure('Log position of the last entry applied'),
    flushed_position: figure('Log position up to which the disk is complete'),
    memory_bytes: figure('Bytes in the memtable'),
    memory_max_bytes: figure('Bytes the memtable may hold'),
    lmdb_bytes: figure('Size of the LMDB file'),
    lmdb_used_bytes: figure('Bytes of the LMDB file that hold data'),
    changes_bytes: figure('Size of the files of changes'),
    changes_files: figure('Files of changes'),
  }),
  node: z.strictObject({
    queued_bytes: figure('Bytes of commands waiting for their turn'),
    staleness_seconds: figure(
      'How old the state may be: nothing is missing that was committed before. 0 where no other node writes',
    ),
    on_duty: figure('1 if the node does the work that one node does for all, 0 otherwise'),
    unsound: figure('1 if the node serves nothing, because its state would not be that of others'),
    disk_free_bytes: figure('Bytes free on the file system of the data directory'),
    disk_reserve_bytes: figure('Of these, bytes that no write may use'),
    log_trouble: figure('1 while the log does not do what it is asked, 0 otherwise'),
  }),
} as const

type Groups = typeof figureGroups
export type FigureGroup = keyof Groups
export type Figures<G extends FigureGroup> = Readonly<Record<keyof Groups[G]['shape'], number>>

/** A gauge for every figure of a group. They are read once each time that the metrics are collected, with the first of them. */
export function registerFigures<G extends FigureGroup>(
  registry: Registry,
  group: G,
  read: () => Figures<G>,
): void {
  const gauges = new Map<string, Gauge>()
  for (const [name, { description = '' }] of Object.entries<z.ZodNumber>(
    figureGroups[group].shape,
  )) {
    const isFirst = gauges.size === 0
    const gauge = new Gauge({
      name: `${group}_${name}`,
      help: description,
      registers: [registry],
      // The registry collects in the order of registration.
      ...(isFirst && {
        collect: () => {
          for (const [of, value] of Object.entries<number>(read())) gauges.get(of)?.set(value)
        },
      }),
    })
    gauges.set(name, gauge)
  }
}
