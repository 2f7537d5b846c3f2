/** Metrics of streams and their groups: of a bounded number, whatever the store has. */
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'
import { nextTurn } from '#foundation/host/host'
import type { Turns } from '#foundation/host/host'
import type { Groups } from '#business/core/stream/groups'
import type { Streams } from '#business/core/stream/streams'
import { StoreDamaged } from '#business/data/store/store'

/** Streams that are looked at for one scrape, the first by their ids, and how many in one turn of the event loop. */
const LOOKED_MAX = 500
const LOOKED_PER_TURN = 25
/** Streams that are told, those with the most lag, then those with the most entries; and groups of each. */
const TOLD_MAX = 50
const GROUPS_MAX = 20

export type StreamFigures = {
  readonly stream: string
  readonly entries: number
  readonly bytes: number
  readonly groups: readonly {
    readonly group: string
    readonly pending: number
    /** Undefined where it is not known. */
    readonly lag: number | undefined
  }[]
}

export async function readStreamFigures(
  streams: Streams,
  groups: Groups,
  turns: Turns,
): Promise<readonly StreamFigures[]> {
  const found: StreamFigures[] = []
  let from: Uint8Array | undefined = new Uint8Array()
  try {
    while (from && found.length < LOOKED_MAX) {
      const page = streams.list(from, LOOKED_PER_TURN)
      for (const { stream, length: entries, bytes } of page.streams) {
        const listed = groups.list(stream, GROUPS_MAX)
        const told = listed.kind === 'found' ? listed.result : []
        found.push({
          stream: textOf(stream),
          entries,
          bytes,
          groups: told.map(({ name, pending, lag }) => ({ group: textOf(name), pending, lag })),
        })
      }
      from = page.next
      await nextTurn(turns)
    }
  } catch (error) {
    // The node tells of the damage. The streams before it are told.
    if (!(error instanceof StoreDamaged)) throw error
  }
  return found.toSorted((a, b) => lagOf(b) - lagOf(a) || b.entries - a.entries).slice(0, TOLD_MAX)
}

function lagOf({ groups }: StreamFigures): number {
  return Math.max(0, ...groups.map(({ lag }) => lag ?? 0))
}

function textOf(name: Uint8Array): string {
  return Buffer.from(name).toString()
}

export function registerStreamMetrics(
  registry: Registry,
  read: () => Promise<readonly StreamFigures[]>,
): void {
  /** All gauges of one scrape tell the same. */
  let reading: Promise<readonly StreamFigures[]> | undefined
  const once = (): Promise<readonly StreamFigures[]> => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
  const add = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    set: (gauge: Gauge<Label>, figures: StreamFigures) => void,
  ): void => {
    new Gauge({
      name,
      help: `${help}; of up to ${String(TOLD_MAX)} streams, those with the most lag and entries`,
      labelNames,
      registers: [registry],
      async collect() {
        const all = await once()
        this.reset()
        for (const figures of all) set(this, figures)
      },
    })
  }
  add('stream_entries', 'Entries of a stream', ['stream'], (gauge, { stream, entries }) => {
    gauge.set({ stream }, entries)
  })
  add('stream_bytes', 'Bytes of the entries of a stream', ['stream'], (gauge, figures) => {
    gauge.set({ stream: figures.stream }, figures.bytes)
  })
  const ofGroup = ['stream', 'group'] as const
  add('stream_group_lag', 'Entries that a group has not read', ofGroup, (gauge, figures) => {
    for (const { group, lag } of figures.groups) {
      if (lag !== undefined) gauge.set({ stream: figures.stream, group }, lag)
    }
  })
  add('stream_group_pending', 'Entries read and not acknowledged', ofGroup, (gauge, figures) => {
    for (const { group, pending } of figures.groups) {
      gauge.set({ stream: figures.stream, group }, pending)
    }
  })
}
