/** A producer and a consumer of one stream, each with a connection of its own, and the journal of what they know. */
import type { Reply } from '#foundation/resp/reply'
import type { RespClient } from '#foundation/resp/client'
import { CommandFailed, ErrorReply } from '#foundation/resp/client'
import type { Entry, Found } from './stream-journal.ts'
import { StreamJournal } from './stream-journal.ts'

const GROUP = 'group'
const CONSUMER = 'consumer'
/** Entries that are appended at once, in one pipeline. */
const PIPELINE = 8
const READ_MAX = 20
const BLOCK_MS = 100
/** Of the entries that the consumer gets; the others stay pending. */
const ACKNOWLEDGED_SHARE = 0.75
const PADDING = 'padding.'.repeat(200)
/** More than a stream gets in its life. */
const PENDING_MAX = '1000000'
/** Nothing was executed. */
const BUSY = 'STORE_BUSY'
/** It may have been executed. */
const UNKNOWN = 'OUTCOME_UNKNOWN'

export class StreamLoad {
  readonly key: string
  readonly #random: () => number
  readonly #journal = new StreamJournal()
  readonly #complaints: string[] = []

  constructor(key: string, random: () => number) {
    this.key = key
    this.#random = random
  }

  get counts(): StreamJournal['counts'] {
    return this.#journal.counts
  }

  /** Until it is over, or the service is gone. */
  async run(
    connect: () => Promise<RespClient>,
    isOver: { readonly value: boolean },
  ): Promise<void> {
    await Promise.all([
      this.#repeat(connect, isOver, client => this.#append(client)),
      this.#repeat(connect, isOver, client => this.#consume(client)),
    ])
  }

  /** The group has to be there before anything is read. */
  async create(client: RespClient): Promise<void> {
    await client.call('XGROUP', 'CREATE', this.key, GROUP, '0', 'MKSTREAM')
  }

  /** What is wrong with what the service has now, and what was wrong meanwhile. */
  async check(client: RespClient): Promise<string[]> {
    const complaints = this.#complaints.splice(0)
    try {
      const found = await this.#find(client)
      complaints.push(...this.#journal.complaints(found))
      this.#journal.settle(found)
    } catch (error) {
      complaints.push(String(error))
    }
    return complaints.map(complaint => `${this.key}: ${complaint}`)
  }

  async #append(client: RespClient): Promise<void> {
    await Promise.all(
      Array.from({ length: PIPELINE }, async () => {
        const number = this.#journal.begin()
        const padding = PADDING.slice(0, Math.floor(this.#random() * PADDING.length))
        const fields = ['number', String(number), 'padding', padding]
        const id = await client.call('XADD', this.key, '*', ...fields)
        this.#complaints.push(...this.#journal.appended({ id: textOf(id), number }))
      }),
    )
  }

  async #consume(client: RespClient): Promise<void> {
    const reply = await client.callWaiting(
      BLOCK_MS,
      ...['XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', String(READ_MAX)],
      ...['BLOCK', String(BLOCK_MS), 'STREAMS', this.key, '>'],
    )
    if (reply.kind === 'nil') return
    const entries = itemsOf(itemsOf(reply)[1]).map(entryOf)
    for (const entry of entries) this.#complaints.push(...this.#journal.delivered(entry))
    const ids = entries.map(({ id }) => id).filter(() => this.#random() < ACKNOWLEDGED_SHARE)
    if (ids.length === 0) return
    for (const id of ids) this.#journal.acknowledge(id, 'acknowledging')
    const count = await client.call('XACK', this.key, GROUP, ...ids)
    if (!('value' in count) || Number(count.value) !== ids.length) {
      this.#complaints.push(`XACK of ${ids.join(' ')} found not all of them pending`)
    }
    for (const id of ids) this.#journal.acknowledge(id, 'acknowledged')
  }

  async #repeat(
    connect: () => Promise<RespClient>,
    isOver: { readonly value: boolean },
    step: (client: RespClient) => Promise<void>,
  ): Promise<void> {
    using client = await connect().catch(() => undefined)
    while (client && !isOver.value) {
      try {
        await step(client)
      } catch (error) {
        // The service was killed before it answered: the journal has what was begun.
        if (error instanceof CommandFailed) return
        if (error instanceof ErrorReply && error.code === UNKNOWN) return
        if (error instanceof ErrorReply && error.code === BUSY) continue
        this.#complaints.push(String(error))
        return
      }
    }
  }

  async #find(client: RespClient): Promise<Found> {
    const [entries, pending] = await Promise.all([
      client.call('XRANGE', this.key, '-', '+'),
      client.call('XPENDING', this.key, GROUP, '-', '+', PENDING_MAX),
    ])
    return {
      entries: itemsOf(entries).map(entryOf),
      pending: itemsOf(pending).map(item => textOf(itemsOf(item)[0])),
    }
  }
}

/** Throws if the padding is not a piece of what was written. */
function entryOf(reply: Reply): Entry {
  const [id, fields] = itemsOf(reply)
  const [, number, , padding] = itemsOf(fields).map(textOf)
  if (padding === undefined || !PADDING.startsWith(padding)) {
    throw new Error(`entry ${textOf(id)} is damaged`)
  }
  return { id: textOf(id), number: Number(number) }
}

function itemsOf(reply: Reply | undefined): readonly Reply[] {
  if (reply && 'items' in reply) return reply.items
  throw new Error(`a list was expected, not ${reply?.kind ?? 'nothing'}`)
}

function textOf(reply: Reply | undefined): string {
  if (reply && 'bytes' in reply) return Buffer.from(reply.bytes).toString()
  throw new Error(`a text was expected, not ${reply?.kind ?? 'nothing'}`)
}
