/**
 * Several whole nodes on simulated machines that share a log over a bad network, with clients at all of them: processes are killed
 * wherever they are and stand still, clocks jump, cables are cut, disks are lost, replaced by old ones, or full, and the log is
 * trimmed. At the end all is mended, and everything has to be as the clients were told. The seed decides everything. Only for tests.
 */
import { strict as assert } from 'node:assert'
import { hash } from 'node:crypto'
import { elapsed, nextTurn } from '#foundation/host/host'
import { seeded, SimulatedHost } from '#foundation/host/simulated'
import { shortestViolation, textOf } from '#foundation/testing/linearizability'
import type { Position } from '#business/data/log/log'
import { SharedLogs } from '#business/data/log/testing/shared-log'
import { Batch } from '#business/data/node/batch'
import { lastSeal } from '#business/data/node/node'
import { PRODUCER_ROWS, TOMBSTONES } from '#business/data/store/tables'
import { compactOld } from '#business/core/kv/maintenance'
import { TestBase } from '#business/data/store/testing/test-base'
import type { StoreNode } from '../../testing/store-node.ts'
import type { Company } from './clients.ts'
import { Clients } from './clients.ts'
import { Consumers } from './consumers.ts'
import type { Surroundings } from './machine.ts'
import { Machine } from './machine.ts'

/** In one of so many seeds the log is moved to another one, within this time; and how often that is tried. */
const SEEDS_PER_MOVE = 8
const MOVE_MS_MAX = 3000
const SEAL_AGAIN_MS = 200
const CLIENTS = ['x', 'y', 'z', 'w']
const OPERATIONS = 25
/** So many seeds have no consumers, owners of leases and watchers, and then one has. */
const SEEDS_WITHOUT = 3
const CONSUMERS = ['p', 'q']
const WATCHERS = 2
/** Turns of the event loop, and simulated time, after which a run hangs. */
const TURNS_MAX = 40_000
/** When all is mended, the clients have their answers, and the nodes are equal, after so long. */
const HEALED_MS_MAX = 60_000
const HEALED_TRAVEL_MS_MAX = 5
/** More entries than a node remembers the chain hashes of; and time after which it trims the log. */
const FILLERS = 1100
const TRIMMING_MS = 80_000
/** How far a clock is from the right time. */
const AHEAD_MS_MAX = 10_000
const KILL_CROSSINGS_MAX = 40

export type WorldReport = {
  readonly answered: number
  readonly kills: number
  readonly installed: number
  readonly trims: number
  readonly simulatedMs: number
  /** A hash over every answer and every chain hash, in order: equal for equal seeds. */
  readonly trace: string
}

/** What goes wrong how often in a turn; of each seed another mixture. */
type Rates = Readonly<
  Record<'kill' | 'stand still' | 'jump' | 'cut' | 'wipe' | 'restore' | 'full' | 'upkeep', number>
>

/** Rejects with an `AssertionError`. */
export async function simulateSeveral(seed: number): Promise<WorldReport> {
  const world = new World(seed)
  await world.run()
  return world.report
}

class World {
  readonly #clock: SimulatedHost['clock']
  readonly #startedAt: number
  readonly #turns: SimulatedHost['turns']
  readonly #random: () => number
  /** The log that nodes began with, and the one that goes on behind its seal. */
  readonly #shared: SharedLogs
  #next: SharedLogs | undefined
  #sealedAt: Position = 0
  readonly #isMoved: boolean
  readonly #machines: Machine[] = []
  readonly #clients: Clients
  readonly #consumers: Consumers | undefined
  readonly #rates: Rates
  readonly #lossProbability: number
  readonly #travelMsMax: number
  /** Whether the log is filled and trimmed meanwhile. */
  readonly #isLong: boolean
  /** By position. */
  readonly #hashes = new Map<Position, string>()
  /** States of disks from before. */
  readonly #old = new Map<Machine, TestBase>()
  readonly #wrong: unknown[] = []
  #isHealed = false
  #stepMsMax = 20
  #turnsLeft = TURNS_MAX
  #kills = 0
  #trims = 0
  #trace = ''

  constructor(seed: number) {
    const { clock, turns } = new SimulatedHost(seed)
    this.#clock = clock
    this.#turns = turns
    this.#startedAt = clock.now()
    this.#random = seeded(seed)
    this.#shared = new SharedLogs(turns)
    const rate = (most: number): number => (this.#chance(0.5) ? this.#random() * most : 0)
    this.#rates = {
      kill: rate(0.02),
      'stand still': rate(0.01),
      jump: rate(0.02),
      cut: rate(0.01),
      wipe: rate(0.01),
      restore: rate(0.01),
      full: rate(0.005),
      upkeep: rate(0.05),
    }
    this.#lossProbability = rate(0.1)
    this.#travelMsMax = 1 + this.#upTo(200)
    this.#isLong = this.#chance(0.15)
    this.#isMoved = seed % SEEDS_PER_MOVE === SEEDS_PER_MOVE - 1 && !this.#isLong
    const around = this.#surroundings()
    const voters = 2 + this.#upTo(2)
    for (let number = 1; number <= voters; number++) {
      this.#machines.push(new Machine(`voter${String(number)}`, 'voter', around))
    }
    this.#machines.push(new Machine('reader', 'reader', around))
    const company: Company = {
      machines: this.#machines,
      elapsed: around.elapsed,
      now: around.now,
      upTo: count => this.#upTo(count),
      note: (...facts) => {
        this.#note(...facts)
      },
    }
    this.#clients = new Clients(company)
    const hasConsumers = seed % (SEEDS_WITHOUT + 1) === 0
    this.#consumers = hasConsumers ? new Consumers(this.#clients, company) : undefined
  }

  get report(): WorldReport {
    return {
      answered: this.#clients.answered,
      kills: this.#kills,
      installed: this.#machines.reduce((sum, { installed }) => sum + installed, 0),
      trims: this.#trims,
      simulatedMs: this.#now(),
      trace: this.#trace,
    }
  }

  async run(): Promise<void> {
    for (const machine of this.#machines) machine.start()
    const consumers = this.#consumers
    const clients = (): Promise<unknown> =>
      Promise.all([
        ...CLIENTS.map(client => this.#clients.run(client, OPERATIONS)),
        ...CONSUMERS.map(client => consumers?.run(client, OPERATIONS)),
      ])
    const watching = Array.from({ length: WATCHERS }, async () => consumers?.watch())
    const watches = Promise.all(watching)
    watches.catch((error: unknown) => {
      this.#wrong.push(error)
    })
    const moved = this.#isMoved ? this.#move() : Promise.resolve()
    await this.#until(clients())
    if (this.#isLong) {
      await this.#fill()
      await this.#until(clients())
    }
    this.#heal()
    const healedAt = this.#now()
    await this.#until(moved)
    await this.#until(this.#agree())
    assert(this.#now() - healedAt <= HEALED_MS_MAX, 'there is progress when all is mended')
    for (const machine of this.#machines) await this.#until(this.#clients.readAll(machine))
    await this.#until(this.#checkEqual())
    consumers?.end()
    await this.#until(watches)
    for (const { node } of this.#machines) if (node) consumers?.check(node)
    for (const [key, calls] of this.#clients.calls) {
      const violation = shortestViolation(calls)
      if (violation) assert.fail(`not linearizable, key ${key}:\n${textOf(violation)}`)
    }
  }

  #surroundings(): Surroundings {
    return {
      logOf: disk => this.#logOf(disk),
      machines: this.#machines,
      now: () => this.#now(),
      newSeed: () => this.#upTo(2 ** 31),
      travel: () => {
        if (this.#isHealed) return elapsed(this.#clock, this.#upTo(HEALED_TRAVEL_MS_MAX))
        if (this.#chance(this.#lossProbability)) return undefined
        // Mostly fast, sometimes very slow.
        const msMax = this.#chance(0.1) ? 20 * this.#travelMsMax : this.#travelMsMax
        return elapsed(this.#clock, this.#upTo(msMax))
      },
      elapsed: ms => elapsed(this.#clock, ms),
      chance: probability => this.#chance(probability),
      onTrim: upTo => {
        this.#trims++
        const isKept = this.#machines.some(({ position }) => position >= upTo)
        if (!isKept)
          this.#wrong.push(new Error(`the log was trimmed to ${String(upTo)}, no disk has that`))
      },
      onStarted: (machine, node) => {
        this.#follow(machine, node)
      },
      onWrong: error => {
        this.#wrong.push(error)
      },
    }
  }

  /** As an operator chooses it: see docs/operating/etcd.md. */
  #logOf(disk: TestBase): SharedLogs {
    if (!this.#isMoved) return this.#shared
    const { position } = disk.state
    const seal = lastSeal(disk)
    if (seal && !this.#next) {
      this.#next = new SharedLogs(this.#turns, seal.log, seal.position)
      this.#sealedAt = seal.position
    }
    const isOfNext = position === 0 || position >= this.#sealedAt
    return this.#next && isOfNext ? this.#next : this.#shared
  }

  /** A voter seals the log, and tries again until some disk has a seal. */
  async #move(): Promise<void> {
    await elapsed(this.#clock, this.#upTo(MOVE_MS_MAX))
    while (!this.#next) {
      const machine = this.#clients.machine()
      await this.#clients.ask(machine, async ({ node }) => {
        if (node.log.id === this.#shared.id) await node.seal({ to: 'etcd', log: 'next' })
      })
      await elapsed(this.#clock, SEAL_AGAIN_MS)
    }
  }

  /** Compares the chain hashes of all nodes. */
  #follow({ name }: Machine, { node }: StoreNode): void {
    const compare = (): void => {
      const { position, chainHash } = node.store.state
      const known = this.#hashes.get(position) ?? chainHash
      if (known !== chainHash) {
        const why = `${name} has another chain hash at ${String(position)}`
        this.#wrong.push(new Error(why))
      }
      this.#hashes.set(position, known)
    }
    compare()
    node.onApplied(compare)
  }

  /** Turns of the event loop go by, and time, and things go wrong, until the promise is settled. */
  async #until(promise: Promise<unknown>): Promise<void> {
    const state = { isSettled: false }
    const settle = (): void => {
      state.isSettled = true
    }
    promise.then(settle, settle)
    while (!state.isSettled) {
      assert(--this.#turnsLeft > 0, 'there is progress')
      await this.#turn()
    }
    await promise
  }

  async #turn(): Promise<void> {
    await nextTurn(this.#turns)
    const ms = this.#upTo(this.#stepMsMax)
    this.#clock.advance(ms)
    for (const { life } of this.#machines) life?.passes(ms)
    for (const machine of this.#machines) machine.check()
    if (this.#wrong.length > 0) throw this.#wrong[0]
    if (!this.#isHealed) this.#harm()
  }

  #harm(): void {
    const machine = this.#machines[this.#upTo(this.#machines.length)]
    const { life, node } = machine ?? {}
    if (!machine || !life) return
    const happens = (what: keyof Rates): boolean => this.#chance(this.#rates[what])
    if (happens('kill')) {
      this.#kills++
      if (this.#chance(0.5)) machine.kill()
      else life.crossingsLeft = this.#upTo(KILL_CROSSINGS_MAX)
    }
    if (happens('stand still')) {
      life.pause()
      this.#later(8000, () => {
        life.resume()
      })
    }
    if (happens('jump')) machine.setAhead(this.#upTo(2 * AHEAD_MS_MAX) - AHEAD_MS_MAX)
    if (happens('cut')) {
      machine.cable.close()
      this.#later(8000, () => {
        machine.cable.open()
      })
    }
    if (happens('full')) {
      const { disk } = machine
      disk.isFull = true
      this.#later(5000, () => {
        disk.isFull = false
      })
    }
    if (happens('wipe') && this.#isDispensable(machine)) machine.replaceDisk(new TestBase())
    if (happens('restore')) this.#restore(machine)
    // Not of a process that was killed just now: it would write to the disk of the next one.
    if (node && happens('upkeep') && !life.isStill) void upkeep(node).catch(() => undefined)
  }

  #later(msMax: number, callback: () => void): void {
    this.#clock.after(this.#upTo(msMax), callback)
  }

  /** Remembers what a disk has, or goes back to that. */
  #restore(machine: Machine): void {
    const old = this.#old.get(machine)
    this.#old.delete(machine)
    if (!old) this.#old.set(machine, machine.copyOfDisk())
    else if (this.#isDispensable(machine)) machine.replaceDisk(old)
  }

  /** Whether another voter has all that the log does not have any more. */
  #isDispensable(machine: Machine): boolean {
    return this.#machines.some(one => one !== machine && one.role === 'voter' && one.isContinued)
  }

  /** Entries come in such numbers, and so much time passes, that the log is trimmed. */
  async #fill(): Promise<void> {
    const filler = new Batch().finish(new Uint8Array(8).fill(9), 1, 0).slice()
    for (let count = 0; count < FILLERS; count++) this.#shared.append(filler)
    this.#stepMsMax = 200
    await this.#until(elapsed(this.#clock, TRIMMING_MS))
    this.#stepMsMax = 20
  }

  #heal(): void {
    this.#isHealed = true
    for (const machine of this.#machines) {
      machine.setAhead(0)
      machine.cable.open()
      machine.disk.isFull = false
      const { life } = machine
      if (life) {
        life.crossingsLeft = Number.POSITIVE_INFINITY
        life.resume()
      }
    }
  }

  /** Resolves when each machine has a node that has what was committed, and each voter has taken a write. */
  async #agree(): Promise<void> {
    for (const machine of this.#machines) {
      for (;;) {
        const { life } = machine
        const barrier = life?.node?.node.barrier().then(
          () => true,
          () => false,
        )
        const isHere = await Promise.race([barrier, life?.over.then(() => false)])
        if (isHere === true) break
        await elapsed(this.#clock, 100)
      }
      if (machine.role === 'voter') await this.#clients.writeTo(machine)
    }
  }

  /** Of nodes at one position: what was sent long ago may still arrive. */
  async #checkEqual(): Promise<void> {
    const nodes = this.#machines.flatMap(({ node }) => node ?? [])
    assert.equal(nodes.length, this.#machines.length, 'each machine has a node')
    const isEnd = ({ node }: StoreNode): boolean =>
      node.store.state.position === (this.#next ?? this.#shared).last
    while (!nodes.every(isEnd)) await elapsed(this.#clock, 1)
    const [first, ...others] = nodes.map(contentOf)
    for (const content of others) assert.deepEqual(content, first)
  }

  #now(): number {
    return this.#clock.now() - this.#startedAt
  }

  #note(...facts: readonly string[]): void {
    this.#trace = hash('sha256', `${this.#trace} ${facts.join(' ')}`)
  }

  #upTo(count: number): number {
    return Math.floor(this.#random() * count)
  }

  #chance(probability: number): boolean {
    return this.#random() < probability
  }
}

/** What a node does by itself. */
async function upkeep({ kv, streams, host, node: { store } }: StoreNode): Promise<void> {
  await compactOld(kv, store, host.clock, { ageMs: 500, revisions: 20 })
  await streams.reclaim()
  await store.flushAll()
}

/** Everything that the tables of a node have, but for dead tombstones, which go when the node gets round to it. */
function contentOf({ node: { store } }: StoreNode): string[] {
  const { compactedRevision } = store.state
  const isDead = (table: number, value: Uint8Array): boolean =>
    table === TOMBSTONES && Buffer.from(value).readDoubleLE(0) <= compactedRevision
  return Array.from({ length: PRODUCER_ROWS }, (_, before) => before + 1).flatMap(table =>
    [...store.range(table, new Uint8Array())].flatMap(({ key, value }) => {
      const [name, content] = [key, value].map(bytes => Buffer.from(bytes).toString('hex'))
      return isDead(table, value) ? [] : [[table, name, content].join(' ')]
    }),
  )
}
