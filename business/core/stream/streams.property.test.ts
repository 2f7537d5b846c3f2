import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import type { Groups } from './groups.ts'
import { NO_TOTAL } from './groups.ts'
import { FIRST_ID, formatStreamId, LAST_ID } from './id.ts'
import type { StreamId } from './id.ts'
import type { Bound } from './model.ts'
import { PRODUCER_HASH_BYTES } from './model.ts'
import { ALL_ENTRIES } from './stream-reader.ts'
import { acknowledge, ModelGroup, ModelStream, removeConsumer } from './testing/stream-model.ts'
import type { StreamNode } from './testing/stream-node.ts'
import { startStreams } from './testing/stream-node.ts'
import type { Step } from './testing/stream-steps.ts'
import { GROUPS, step } from './testing/stream-steps.ts'

const FILE = 'business/core/stream/streams.property.test.ts'
/** The names that the stream has in turn. */
const NAMES = [parseKey(Buffer.from('a stream')), parseKey(Buffer.from('the same stream'))] as const
const DEAD = parseKey(Buffer.from('dead letters'))
const idOf = (number: number): StreamId => ({ ms: BigInt(number), seq: 0n })
const hashOf = (text: string): Uint8Array => bytes(text.padEnd(PRODUCER_HASH_BYTES))
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

class Run {
  node: StreamNode
  model: ModelStream | undefined
  #stream: Key = NAMES[0]
  readonly #dead: string[] = []
  #next = 1

  constructor(node: StreamNode) {
    this.node = node
  }

  async step(given: Step): Promise<void> {
    const { kind, count = 0, bytes: size = 0, to = 0, ids = [] } = given
    switch (kind) {
      case 'append':
        await this.#append(count, size)
        break
      case 'remove': {
        const result = await this.node.streams.remove({
          kind: 'remove',
          stream: this.#stream,
          ids: ids.map(idOf),
        })
        const removed = this.model?.remove(ids.map(idOf))
        expect(result).toEqual(
          removed === undefined ? { kind: 'noSuchStream' } : { kind: 'removed', entries: removed },
        )
        break
      }
      case 'length':
        await this.#trim({ kind: 'length', length: to }, this.model?.trimToLength(to))
        break
      case 'id':
        await this.#trim({ kind: 'id', id: idOf(to) }, this.model?.trimToId(idOf(to)))
        break
      case 'removeEach':
        await this.#removeEach(given)
        break
      case 'trimReferenced':
        await this.#trimReferenced(to, given.references === 'acked' ? 'acked' : 'drop')
        break
      case 'setId':
        await this.#setId(to)
        break
      case 'reclaim':
        await this.node.streams.reclaim()
        break
      case 'restart':
        this.node = await this.node.restart()
        break
      case 'pass':
        this.node.host.clock.advance(to)
        break
      case 'drop':
        if (this.model) await this.node.other({ kind: 'drop', key: this.#stream })
        this.model = undefined
        break
      case 'move':
        await this.#move(given)
        break
      case 'produce':
        await this.#produce(given)
        break
      case 'producers':
        await this.#configureProducers(given)
        break
      default:
        await this.#onGroup(given)
    }
  }

  check(): void {
    const { streams } = this.node
    const dead = streams.all(DEAD, ALL_ENTRIES, false, Number.POSITIVE_INFINITY)
    expect(dead.entries.map(({ fields }) => Buffer.from(fields[1] ?? []).toString())).toEqual(
      this.#dead,
    )
    const found = streams.info(this.#stream)
    if (!this.model) {
      expect(found.kind).toBe('noSuchStream')
      return
    }
    const { entries, lastId, added } = this.model
    const page = streams.all(this.#stream, ALL_ENTRIES, false, Number.POSITIVE_INFINITY)
    expect(page.entries.map(textOf)).toEqual(
      entries.map(({ id, text }) => `${formatStreamId(id)} ${text}`),
    )
    const total = page.entries.reduce(
      (sum, { fields }) => sum + 64 + fields.reduce((all, field) => all + 4 + field.length, 0),
      0,
    )
    expect(found).toMatchObject({
      result: { length: entries.length, lastId, entriesAdded: added, bytes: total },
    })
    for (const name of GROUPS) this.#checkGroup(name)
    this.#checkProducers(this.model)
  }

  #checkProducers({
    producers: settings,
    appends,
    produced: added,
    duplicates,
  }: ModelStream): void {
    const producers = new Set(appends.map(({ pid }) => pid)).size
    expect(this.node.streams.producers(this.#stream)).toEqual({
      kind: 'found',
      result: { settings, producers, appends: appends.length, added, duplicates },
    })
  }

  #checkGroup(name: string): void {
    const groups = this.#groups()
    const filter = {
      first: FIRST_ID,
      last: LAST_ID,
      limit: 10_000,
      minIdleMs: 0,
      consumer: undefined,
    }
    const found = groups.pending(this.#stream, bytes(name), filter)
    const group = this.model?.groups.get(name)
    if (!group) {
      expect(found.kind).toBe('noSuchGroup')
      return
    }
    const shown = found.kind === 'found' ? found.result : []
    expect(
      shown.map(({ id, consumer, deliveries }) => [
        formatStreamId(id),
        consumer && Buffer.from(consumer.name).toString(),
        deliveries,
      ]),
    ).toEqual(
      group.pending.map(({ id, consumer, deliveries }) => [
        formatStreamId(id),
        consumer,
        deliveries,
      ]),
    )
    const summary = groups.summary(this.#stream, bytes(name))
    const counts = summary.kind === 'found' ? summary.result.consumers : []
    for (const { name: consumer, pending } of counts) {
      const text = Buffer.from(consumer).toString()
      expect(pending).toBe(group.pending.filter(one => one.consumer === text).length)
    }
    expect(summary).toMatchObject({ result: { count: group.pending.length } })
  }

  #groups(): Groups {
    return this.node.groups
  }

  async #append(count: number, size: number): Promise<void> {
    this.model ??= new ModelStream(this.#dead)
    const { model } = this
    const done: Promise<unknown>[] = []
    for (let index = 0; index < count; index++) {
      const id = idOf(this.#next++)
      const text = 'x'.repeat(size)
      model.append(id, text)
      done.push(
        this.node.streams.append({
          kind: 'append',
          stream: this.#stream,
          id: { kind: 'exact', id },
          fields: [bytes('f'), bytes(text)],
          creates: true,
          producer: undefined,
          trim: undefined,
        }),
      )
    }
    for (const result of await Promise.all(done)) expect(result).toMatchObject({ kind: 'appended' })
  }

  /** A copy, too, is the stream from then on. */
  async #move({ isCopied = false }: Step): Promise<void> {
    const key = this.#stream
    const to = key === NAMES[0] ? NAMES[1] : NAMES[0]
    if (!this.model) return
    await this.node.other({ kind: isCopied ? 'copy' : 'rename', key, to })
    if (isCopied) await this.node.other({ kind: 'drop', key })
    this.#stream = to
  }

  async #produce({ producer: pid = '', number = 0 }: Step): Promise<void> {
    this.model ??= new ModelStream(this.#dead)
    const id = idOf(this.#next)
    const iid = String(number)
    const at = this.node.host.clock.now()
    const known = this.model.produce({ pid, iid, id, at }, iid)
    if (!known) this.#next++
    const result = await this.node.streams.append({
      kind: 'append',
      stream: this.#stream,
      id: { kind: 'exact', id },
      fields: [bytes('f'), bytes(iid)],
      creates: true,
      producer: { pid: hashOf(pid), iid: hashOf(iid) },
      trim: undefined,
    })
    expect(result).toMatchObject({ kind: 'appended', id: known ?? id })
  }

  async #configureProducers({ to: durationMs = 1, limit: appendsMax = 1 }: Step): Promise<void> {
    const settings = { durationMs, appendsMax }
    const result = await this.node.streams.configureProducers({ stream: this.#stream, settings })
    expect(result).toEqual({ kind: this.model ? 'producers' : 'noSuchStream' })
    this.model?.configureProducers(settings)
  }

  async #removeEach({ ids = [], group, references = 'keep' }: Step): Promise<void> {
    const name = group === undefined ? undefined : bytes(group)
    const all = ids.map(idOf)
    const args = { stream: this.#stream, group: name, ids: all, references }
    const result = await this.node.streams.removeEach(args)
    const { model } = this
    const modelGroup = model && group !== undefined ? model.groups.get(group) : undefined
    if (!model) expect(result).toEqual({ kind: 'noSuchStream' })
    else if (group !== undefined && !modelGroup) expect(result).toEqual({ kind: 'noSuchGroup' })
    else {
      const removals = all.map(id => model.removeEach(id, modelGroup, references))
      expect(result).toEqual({ kind: 'removedEach', removals })
    }
  }

  async #trimReferenced(length: number, references: 'drop' | 'acked'): Promise<void> {
    const bound = { kind: 'length', length } as const
    const trim = { bound, references, isApproximate: true, entriesMax: undefined }
    const result = await this.node.streams.trim({ stream: this.#stream, trim })
    const entries = this.model?.trimReferenced(length, references)
    expect(result).toEqual(
      entries === undefined ? { kind: 'noSuchStream' } : { kind: 'trimmed', entries, more: false },
    )
  }

  /** Ids go on behind it. */
  async #setId(by: number): Promise<void> {
    const id = idOf(this.#next + by)
    const args = { kind: 'setId', stream: this.#stream, id, maxDeletedId: FIRST_ID } as const
    const result = await this.node.streams.setId({ ...args, entriesAdded: undefined })
    expect(result).toEqual({ kind: this.model ? 'idSet' : 'noSuchStream' })
    if (!this.model) return
    this.model.lastId = id
    this.#next += by + 1
  }

  async #trim(bound: Bound, removed: number | undefined): Promise<void> {
    const trim = { bound, references: 'keep', isApproximate: false, entriesMax: undefined } as const
    const result = await this.node.streams.trim({ stream: this.#stream, trim })
    expect(result).toEqual(
      removed === undefined
        ? { kind: 'noSuchStream' }
        : { kind: 'trimmed', entries: removed, more: false },
    )
  }

  async #onGroup({
    kind,
    group: name = 'g',
    consumer = 'a',
    from = 0,
    limit = 1,
    ids = [],
    idle,
    isFatal = false,
    isForced = false,
  }: Step): Promise<void> {
    const groups = this.#groups()
    const place = { stream: this.#stream, group: bytes(name) }
    const { model } = this
    const now = this.node.host.clock.now()
    const group = model?.groups.get(name)
    const lack = { kind: model ? 'noSuchGroup' : 'noSuchStream' }
    if (kind === 'group') {
      const id = idOf(from)
      const change = {
        kind: 'create',
        ...place,
        id,
        createsStream: false,
        entriesRead: undefined,
      } as const
      const result = await groups.change(change)
      const expected = !model ? lack : group ? { kind: 'groupExists' } : { kind: 'done', count: 1 }
      expect(result).toEqual(expected)
      if (model && !group) model.groups.set(name, new ModelGroup(id))
    } else if (kind === 'ungroup') {
      const result = await groups.change({ kind: 'destroy', ...place })
      expect(result).toEqual(group ? { kind: 'done', count: 1 } : lack)
      model?.groups.delete(name)
    } else if (kind === 'read') {
      const change = {
        kind: 'read',
        group: place.group,
        consumer: bytes(consumer),
        places: [{ stream: this.#stream, after: undefined }],
        limit,
        total: NO_TOTAL,
        isAcked: false,
        minIdleMs: idle,
      } as const
      const result = await groups.change(change)
      if (!model || !group) expect(result).toEqual({ kind: 'cannotRead', place: 0, lack })
      else {
        const read = model.read(group, { consumer, limit, now }, idle ?? group.redeliverAfterMs)
        const [entries = []] = result.kind === 'read' ? result.read : []
        expect(entries.map(({ id }) => id)).toEqual(read)
      }
    } else if (kind === 'seek') {
      const change = { kind: 'setId', ...place, id: idOf(from), entriesRead: undefined } as const
      expect(await groups.change(change)).toEqual(group ? { kind: 'done', count: 1 } : lack)
      if (group) group.lastId = idOf(from)
    } else if (kind === 'again') {
      const change = {
        kind: 'read',
        group: place.group,
        consumer: bytes(consumer),
        places: [{ stream: this.#stream, after: idOf(from) }],
        limit,
        total: NO_TOTAL,
        isAcked: false,
        minIdleMs: undefined,
      } as const
      const result = await groups.change(change)
      if (!model || !group) expect(result).toEqual({ kind: 'cannotRead', place: 0, lack })
      else {
        const read = model.readAgain(group, { consumer, limit, now }, idOf(from))
        const [entries = []] = result.kind === 'read' ? result.read : []
        expect(entries.map(({ id }) => id)).toEqual(read)
      }
    } else if (kind === 'giveBack') {
      const reason = isFatal ? 'fatal' : 'fail'
      const change = { kind, ...place, ids: ids.map(idOf), reason, deliveries: undefined } as const
      const result = await groups.change({ ...change, isForced })
      if (!model || !group) expect(result).toEqual(lack)
      else {
        const count = model.giveBack(group, ids.map(idOf), { isFatal, isForced }, now)
        expect(result).toEqual({ kind: 'done', count })
      }
    } else if (kind === 'leave') {
      const change = { kind: 'deleteConsumer', ...place, consumer: bytes(consumer) } as const
      const result = await groups.change({ ...change, count: 0 })
      if (!group) expect(result).toEqual(lack)
      else expect(result).toEqual({ kind: 'done', count: removeConsumer(group, consumer, now) })
    } else if (kind === 'configure') {
      const deadLetter = limit === 0 ? null : { stream: DEAD, maxDeliveries: limit }
      const redeliverAfterMs = idle === 0 ? null : idle
      const change = { kind, ...place, patch: { redeliverAfterMs, deadLetter } } as const
      expect(await groups.change(change)).toEqual(group ? { kind: 'done', count: 1 } : lack)
      if (group) {
        if (idle !== undefined) group.redeliverAfterMs = idle === 0 ? undefined : idle
        group.maxDeliveries = limit === 0 ? Number.POSITIVE_INFINITY : limit
      }
    } else if (kind === 'claim') {
      const change = {
        kind: 'claimIdle',
        ...place,
        consumer: bytes(consumer),
        minIdleMs: 0,
        from: FIRST_ID,
        limit,
        idsOnly: false,
      } as const
      const result = await groups.change(change)
      if (!model || !group) expect(result).toEqual(lack)
      else {
        const claimed = model.claim(group, { consumer, limit, now })
        expect(result.kind === 'claimed' && result.entries.map(({ id }) => id)).toEqual(claimed)
      }
    } else {
      const result = await groups.change({ kind: 'ack', ...place, ids: ids.map(idOf) })
      if (!model || !group) expect(result).toEqual(lack)
      else expect(result).toEqual({ kind: 'done', count: acknowledge(group, ids.map(idOf)) })
    }
  }
}

function textOf({
  id,
  fields,
}: {
  readonly id: StreamId
  readonly fields: readonly Uint8Array[]
}): string {
  return `${formatStreamId(id)} ${Buffer.from(fields[1] ?? bytes('')).toString()}`
}

test('streams and groups agree with their model, whatever happens', async () => {
  await checkProperty(FILE, fc.array(step, { minLength: 1, maxLength: 40 }), 60, async steps => {
    const run = new Run(await startStreams())
    for (const given of steps) {
      await run.step(given)
      run.check()
    }
    await run.node[Symbol.asyncDispose]()
  })
})
