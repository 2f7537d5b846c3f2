/**
 * A whole node with all domains on a simulated machine: clients write and read, time passes, memory is flushed, what is gone is
 * reclaimed, the clock jumps, and power is lost at any operation of the disk. The seed decides everything, so a run can be
 * repeated. Only for tests.
 */
import { strict as assert } from 'node:assert'
import { hash } from 'node:crypto'
import { nextTurn } from '#foundation/host/host'
import { seeded, SimulatedHost } from '#foundation/host/simulated'
import { TestBase } from '#business/data/store/testing/test-base'
import type { State } from './client.ts'
import { Client, NOTHING } from './client.ts'
import { StoreNode } from './store-node.ts'

const CLIENTS = 4
const OPERATIONS_PER_LIFE = 15
/** Operations of the disk in one life, at most, before power is lost. */
const DISK_OPERATIONS_MAX = 400
const SIZES = { memoryBytes: 256 * 1024, segmentBytes: 64 * 1024 }

export type SimulationReport = {
  readonly acknowledged: number
  readonly crashes: number
  /** A hash over every state and every result, in order: equal for equal seeds. */
  readonly trace: string
}

/** There is one state, unless an operation of the client has an unknown outcome. */
type Known = { readonly client: Client; possible: readonly State[] }

class Simulation {
  readonly host: SimulatedHost
  readonly random: () => number
  readonly clients: readonly Known[]
  acknowledged = 0
  crashes = 0
  trace = ''

  constructor(seed: number) {
    this.host = new SimulatedHost(seed)
    this.random = seeded(seed)
    this.clients = Array.from({ length: CLIENTS }, (_, index) => ({
      client: new Client(String(index), count => this.upTo(count)),
      possible: [NOTHING],
    }))
  }

  note(...facts: readonly (string | number)[]): void {
    this.trace = hash('sha256', `${this.trace} ${facts.join(' ')}`)
  }

  upTo(count: number): number {
    return Math.floor(this.random() * count)
  }
}

/** Rejects with an `AssertionError` when something acknowledged is lost, or something is found that was never written. */
export async function simulate(seed: number, lives: number): Promise<SimulationReport> {
  const simulation = new Simulation(seed)
  let node = await StoreNode.on(new TestBase(), SIZES, simulation.host)
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
async function live(simulation: Simulation, node: StoreNode): Promise<void> {
  const { host } = simulation
  const crashAt = host.disk.operations + 1 + simulation.upTo(DISK_OPERATIONS_MAX)
  host.disk.fault = ({ number }) => {
    if (number < crashAt) return undefined
    node.losePower()
    return 'crash'
  }
  let running = CLIENTS
  const clients = Promise.all(
    simulation.clients.map(known => serve(simulation, node, known).finally(() => running--)),
  )
  // Its failure is told at the end.
  clients.catch(() => undefined)
  while (running > 0) {
    await nextTurn(host.turns)
    host.clock.advance(simulation.upTo(20))
    if (simulation.random() < 0.02) host.clock.jump(simulation.upTo(2000) - 1000)
    // What is cut short by the crash is forgotten, as the node is.
    if (simulation.random() < 0.05) void node.node.store.flushAll().catch(() => undefined)
    if (simulation.random() < 0.05) void node.streams.reclaim().catch(() => undefined)
  }
  host.disk.fault = () => undefined
  await clients
}

async function serve(simulation: Simulation, node: StoreNode, known: Known): Promise<void> {
  const { client } = known
  for (let count = 0; count < OPERATIONS_PER_LIFE; count++) {
    const [state = NOTHING] = known.possible
    const { after, run } = client.next(node, state)
    try {
      await run()
      known.possible = [after]
      simulation.acknowledged++
      simulation.note(client.name, JSON.stringify(after))
      assert.deepEqual(client.observe(node), after, `${client.name} reads what it wrote`)
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      // The node is gone. Whether this was executed shows after its restart.
      known.possible = [state, after]
      return
    }
  }
}

/** After a restart every client has what was acknowledged last, or what was under way. */
function check(simulation: Simulation, node: StoreNode): void {
  const { position, revision, chainHash } = node.node.store.state
  simulation.note(position, revision, chainHash)
  for (const known of simulation.clients) {
    const found = known.client.observe(node)
    const text = JSON.stringify(found)
    const isPossible = known.possible.some(state => JSON.stringify(state) === text)
    assert(isPossible, `${known.client.name} has ${text}, not ${JSON.stringify(known.possible)}`)
    known.possible = [found]
  }
}
