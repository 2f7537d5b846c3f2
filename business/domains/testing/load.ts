/** Clients that write to any of three nodes, which share a log that delays, loses and forgets answers. Only for tests. */
import { strict as assert } from 'node:assert'
import { nextTurn } from '#foundation/host/host'
import { seeded } from '#foundation/host/simulated'
import type { Fate } from '#business/data/log/testing/shared-log'
import { compactOld, expireDue } from '#business/core/kv/maintenance'
import { NotCommitted } from '#business/data/node/refusal'
import { PRODUCER_ROWS, TOMBSTONES } from '#business/data/store/tables'
import type { State } from './client.ts'
import { Client, NOTHING } from './client.ts'
import type { Member } from './cluster.ts'
import { Cluster } from './cluster.ts'

const OPERATIONS = 30
/** What becomes of an append, each with some probability; the others are committed. */
const FATES: readonly (readonly [number, Fate])[] = [
  [0.1, 'told late'],
  [0.14, 'unknown, committed'],
  [0.18, 'unknown, lost'],
  [0.2, 'not leader'],
]

export class Load implements AsyncDisposable {
  readonly cluster: Cluster
  readonly #random: () => number
  /** What the nodes' chain hashes were, by position. */
  readonly #hashes = new Map<number, string>()

  static async start(seed: number): Promise<Load> {
    return new Load(await Cluster.start('voter', 'voter', 'voter'), seed)
  }

  private constructor(cluster: Cluster, seed: number) {
    this.cluster = cluster
    this.#random = seeded(seed)
    cluster.shared.fate = () => {
      const chance = this.#random()
      return FATES.find(([below]) => chance < below)?.[1] ?? 'committed'
    }
    for (const member of cluster.members) this.#compareHashes(member)
  }

  /** Resolves when each of the clients has done its operations, and has read after each what it should. */
  async run(names: readonly string[]): Promise<void> {
    let running = names.length
    const all = Promise.all(
      names.map(async name => {
        await this.#serve(new Client(name, count => this.#upTo(count))).finally(() => running--)
      }),
    )
    // Its failure is told at the end.
    all.catch(() => undefined)
    while (running > 0) {
      await nextTurn(this.#member().host.turns)
      this.cluster.advance(this.#upTo(20))
      if (this.#random() < 0.05) void upkeep(this.#member()).catch(() => undefined)
    }
    await all
  }

  async restartOne(): Promise<void> {
    const member = this.#member()
    await this.cluster.restart(member)
    this.#compareHashes(member)
  }

  async expectEqual(): Promise<void> {
    await this.cluster.caughtUp()
    const [first] = this.cluster.members
    for (const member of this.cluster.members) {
      assert.equal(member.node.node.unsound, undefined)
      assert.deepEqual(member.node.node.store.state, first?.node.node.store.state)
      assert.deepEqual(contentOf(member), first && contentOf(first))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cluster.shared.fate = () => 'committed'
    await this.cluster[Symbol.asyncDispose]()
  }

  async #serve(client: Client): Promise<void> {
    let state: State = NOTHING
    for (let count = 0; count < OPERATIONS; count++) {
      const { node } = this.#member()
      await node.node.barrier()
      const { after, run } = client.next(node, state)
      await untilCommitted(run)
      state = after
      assert.deepEqual(client.observe(node), state, `${client.name} reads what it wrote`)
    }
  }

  #compareHashes({ node: { node } }: Member): void {
    node.onApplied(() => {
      const { position, chainHash } = node.store.state
      assert.equal(chainHash, this.#hashes.get(position) ?? chainHash, 'equal hashes')
      this.#hashes.set(position, chainHash)
    })
  }

  #upTo(count: number): number {
    return Math.floor(this.#random() * count)
  }

  #member(): Member {
    const { members } = this.cluster
    const member = members[this.#upTo(members.length)]
    assert(member, 'there are some')
    return member
  }
}

async function untilCommitted(run: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await run()
      return
    } catch (error) {
      if (!(error instanceof NotCommitted)) throw error
    }
  }
}

/** What a node does by itself. */
async function upkeep({ node }: Member): Promise<void> {
  const { kv, streams, host } = node
  const { store } = node.node
  await expireDue(kv, host.clock)
  await compactOld(kv, store, host.clock, { ageMs: 50, revisions: 20 })
  await streams.reclaim()
  await store.flushAll()
}

/** Everything that the tables of a node have, but for dead tombstones, which go when the node gets round to it. */
function contentOf({ node: { node } }: Member): string[] {
  const { compactedRevision } = node.store.state
  const isDead = (table: number, value: Uint8Array): boolean =>
    table === TOMBSTONES && Buffer.from(value).readDoubleLE(0) <= compactedRevision
  return Array.from({ length: PRODUCER_ROWS }, (_, before) => before + 1).flatMap(table =>
    [...node.store.range(table, new Uint8Array())].flatMap(({ key, value }) => {
      const [name, content] = [key, value].map(bytes => Buffer.from(bytes).toString('hex'))
      return isDead(table, value) ? [] : [[table, name, content].join(' ')]
    }),
  )
}
