/**
 * A whole node on a simulated machine: clients write and read, time passes, memory is flushed, the clock jumps, and power is
 * lost at any operation of the disk. The seed decides everything, so a run can be repeated. Only for tests.
 */
import { strict as assert } from 'node:assert'
import { hash } from 'node:crypto'
import { parseKey } from '#business/data/keyspace/key'
import { nextTurn } from '#foundation/host/host'
import { seeded, SimulatedHost } from '#foundation/host/simulated'
import { KvNode } from './kv-node.ts'
import { append, updateOf } from './updates.ts'
import type { Condition } from '../model.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '../model.ts'

const CLIENTS = 4
/** Each client has keys of its own, so that it knows what they are. */
const KEYS_PER_CLIENT = 3
const OPERATIONS_PER_LIFE = 15
/** Operations of the disk in one life, at most, before power is lost. */
const DISK_OPERATIONS_MAX = 400
/** Around the length up to which a value stands in its row. */
const VALUE_BYTES_MAX = 1500
const APPENDED = '+'
const SIZES = { memoryBytes: 256 * 1024, segmentBytes: 64 * 1024 }

export type SimulationReport = {
  readonly acknowledged: number
  readonly crashes: number
  /** A hash over every state and every result, in order: equal for equal seeds. */
  readonly trace: string
}

/** What a key may hold. There is one value, unless an operation on the key has an unknown outcome. */
type Known = { possible: (string | undefined)[] }

class Simulation {
  readonly host: SimulatedHost
  readonly random: () => number
  readonly keys = new Map<string, Known>()
  acknowledged = 0
  crashes = 0
  trace = ''
  #written = 0

  constructor(seed: number) {
    this.host = new SimulatedHost(seed)
    this.random = seeded(seed)
  }

  note(...facts: readonly (string | number)[]): void {
    this.trace = hash('sha256', `${this.trace} ${facts.join(' ')}`)
  }

  upTo(count: number): number {
    return Math.floor(this.random() * count)
  }

  known(key: string): Known {
    const known = this.keys.get(key) ?? { possible: [undefined] }
    this.keys.set(key, known)
    return known
  }

  newValue(): string {
    return `${String(this.#written++)} ${'x'.repeat(this.upTo(VALUE_BYTES_MAX))}`
  }
}

/** Rejects with an `AssertionError` when something acknowledged is lost, or something is found that was never written. */
export async function simulate(seed: number, lives: number): Promise<SimulationReport> {
  const simulation = new Simulation(seed)
  let node = await KvNode.start(simulation.host, undefined, SIZES)
  for (let life = 0; life < lives; life++) {
    await live(simulation, node)
    node = await node.crash()
    simulation.crashes++
    check(simulation, node)
  }
  await node[Symbol.asyncDispose]()
  const { acknowledged, crashes, trace } = simulation
  return { acknowledged, crashes, trace }
}

/** Until every client is done or power is lost. */
async function live(simulation: Simulation, node: KvNode): Promise<void> {
  const { host } = simulation
  const crashAt = host.disk.operations + 1 + simulation.upTo(DISK_OPERATIONS_MAX)
  host.disk.fault = ({ number }) => {
    if (number < crashAt) return undefined
    node.losePower()
    return 'crash'
  }
  let running = CLIENTS
  const clients = Promise.all(
    Array.from({ length: CLIENTS }, (_, client) =>
      serve(simulation, node, client).finally(() => running--),
    ),
  )
  // Its failure is told at the end.
  clients.catch(() => undefined)
  while (running > 0) {
    await nextTurn(host.turns)
    host.clock.advance(simulation.upTo(20))
    if (simulation.random() < 0.02) host.clock.jump(simulation.upTo(2000) - 1000)
    // A flush that is cut short by the crash is forgotten, as the node is.
    if (simulation.random() < 0.05) void node.store.flushAll().catch(() => undefined)
  }
  host.disk.fault = () => undefined
  await clients
}

async function serve(simulation: Simulation, node: KvNode, client: number): Promise<void> {
  for (let count = 0; count < OPERATIONS_PER_LIFE; count++) {
    const name = `${String(client)}/${String(simulation.upTo(KEYS_PER_CLIENT))}`
    const known = simulation.known(name)
    const kind = simulation.random()
    const isAppend = kind >= 0.5 && kind < 0.7
    const value = isAppend
      ? `${known.possible[0] ?? ''}${APPENDED}`
      : kind < 0.5
        ? simulation.newValue()
        : undefined
    try {
      const told = isAppend
        ? await appendTo(node, name)
        : await write(node, name, value, NO_CONDITION)
      known.possible = [value]
      simulation.acknowledged++
      simulation.note(name, told)
      assert.equal(read(node, name), value, `${name} is read as it was written`)
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      // The node is gone. Whether this was executed shows after its restart.
      known.possible.push(value)
      return
    }
  }
}

async function write(
  { kv }: KvNode,
  name: string,
  value: string | undefined,
  condition: Condition,
): Promise<number> {
  const key = parseKey(new Uint8Array(Buffer.from(name)))
  if (value === undefined) {
    const result = await kv.delete(key, condition)
    assert(result.kind === 'delete')
    return Number(result.deleted)
  }
  const result = await kv.put({
    key,
    value: new Uint8Array(Buffer.from(value)),
    contentType: DEFAULT_CONTENT_TYPE,
    ttlMs: undefined,
    lease: undefined,
    condition,
  })
  assert(result.kind === 'put')
  return result.modRevision
}

async function appendTo({ kv }: KvNode, name: string): Promise<number> {
  const change = append(APPENDED)
  const result = await kv.update(updateOf(name, change, { valueBytesMax: 2 * VALUE_BYTES_MAX }))
  assert(result.kind === 'update')
  return result.valueBytes
}

function read({ kv }: KvNode, name: string): string | undefined {
  const found = kv.get(parseKey(new Uint8Array(Buffer.from(name))))
  return found && Buffer.from(found.value).toString()
}

/** After a restart every key holds what was acknowledged last, or what was under way. */
function check(simulation: Simulation, node: KvNode): void {
  const { position, revision, chainHash } = node.store.state
  simulation.note(position, revision, chainHash)
  for (const [name, known] of simulation.keys) {
    const found = read(node, name)
    assert(known.possible.includes(found), `${name} lost what was acknowledged`)
    known.possible = [found]
  }
}
