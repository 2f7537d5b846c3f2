/**
 * A simulated machine: a disk that outlives the processes on it, a cable to the log, and a supervisor that starts the next process
 * when one has ended. Only for tests.
 */
import { strict as assert } from 'node:assert'
import type { Position } from '#business/data/log/log'
import type { SharedLogs } from '#business/data/log/testing/shared-log'
import type { NodeRole } from '#business/data/node/node'
import { LogMoved } from '#business/data/node/node'
import { LogIncomplete } from '#business/data/node/refusal'
import { TestBase } from '#business/data/store/testing/test-base'
import { continues } from '#business/data/transfer/join'
import { StoreNode } from '../../testing/store-node.ts'
import type { Weather } from './faulty-log.ts'
import { FaultyLog } from './faulty-log.ts'
import { Gate } from './gate.ts'
import { Life } from './life.ts'

const SIZES = { memoryBytes: 256 * 1024 }
/** Between the end of a process and the start of the next one, if that is not at once. */
const RESTART_MS = 200
/** Before another peer is asked for a snapshot, and for how long a peer keeps the log behind the one that it gave. */
const ASK_AGAIN_MS = 500
const HELD_MS = 60_000

/** What the machines have in common. */
export type Surroundings = Weather & {
  /** Which log the tables of a disk go on with. */
  readonly logOf: (disk: TestBase) => SharedLogs
  readonly machines: readonly Machine[]
  readonly now: () => number
  readonly newSeed: () => number
  /** Told of every process that has started. */
  readonly onStarted: (machine: Machine, node: StoreNode) => void
  /** Told what must not happen. */
  readonly onWrong: (error: unknown) => void
}

export class Machine {
  readonly name: string
  readonly role: NodeRole
  disk = new TestBase()
  readonly cable = new Gate()
  /** What its wall clock is ahead of the others. */
  #aheadMs = 0
  #life: Life | undefined
  /** How often a snapshot was installed. */
  installed = 0
  readonly #around: Surroundings

  constructor(name: string, role: NodeRole, around: Surroundings) {
    this.name = name
    this.role = role
    this.#around = around
  }

  /** Undefined between two of them. */
  get life(): Life | undefined {
    return this.#life
  }

  /** The node that serves; undefined while there is none. */
  get node(): StoreNode | undefined {
    return this.#life?.node
  }

  /** Whether the log has all that the disk lacks. */
  get isContinued(): boolean {
    return this.disk.state.position >= this.#around.logOf(this.disk).first - 1
  }

  start(): void {
    if (this.#life) return
    const life = new Life(this.#around.newSeed())
    this.#life = life
    life.host.clock.advance(this.#around.now())
    life.host.clock.jump(this.#aheadMs)
    this.disk.latency = () => life.crosses()
    this.#run(life).catch((error: unknown) => {
      this.#failed(life, error)
    })
  }

  /** As by kill -9, and the loss of power: what is on the disk stays. */
  kill(): void {
    this.#life?.kill()
  }

  /** Nothing of its disk is left, or only an old state of it. The next process starts on that. */
  replaceDisk(disk: TestBase): void {
    this.kill()
    this.disk = disk
  }

  /** What the disk has now. */
  copyOfDisk(): TestBase {
    const copy = new TestBase()
    copy.become(this.disk)
    return copy
  }

  setAhead(ms: number): void {
    this.#life?.host.clock.jump(ms - this.#aheadMs)
    this.#aheadMs = ms
  }

  async #run(life: Life): Promise<void> {
    void life.over.then(() => this.#afterwards(life))
    const disk = this.disk
    const log = new FaultyLog(this.#around.logOf(disk), life, this.#around, this.cable)
    // As the program does: see `openNode` of sales-api.
    while (!(await continues(log, disk.state.position, NEVER))) await this.#fetch(life, disk, log)
    await life.crosses()
    const node = await StoreNode.on(disk, SIZES, life.host, {
      name: this.name,
      role: this.role,
      openLog: () => Promise.resolve(log),
      onFailed: error => {
        this.#failed(life, error)
      },
    })
    this.#around.onStarted(this, node)
    life.node = node
  }

  async #afterwards(life: Life): Promise<void> {
    await this.#around.elapsed(this.#around.chance(0.5) ? 0 : RESTART_MS)
    if (this.#life !== life) return
    this.#life = undefined
    this.start()
  }

  /** A process ends, and the supervisor starts the next one. */
  #failed(life: Life, error: unknown): void {
    if (life.isOver) return
    if (error instanceof LogMoved && life.node) {
      // It ends in order, so that its disk has the seal, unless it is killed meanwhile.
      void life.node[Symbol.asyncDispose]().then(() => {
        life.kill()
      })
      return
    }
    life.kill()
    // It stood still, and the log was trimmed meanwhile: the next process fetches a snapshot.
    const isExpected = error instanceof LogIncomplete || error instanceof LogMoved
    if (!isExpected) this.#around.onWrong(error)
  }

  /** Gets the tables of a peer, if one has newer ones: see transfer/join.ts, which does it with files. */
  async #fetch(life: Life, disk: TestBase, { id }: FaultyLog): Promise<void> {
    const { machines, elapsed, chance } = this.#around
    const peers = machines.filter(({ node }) => node?.node.log.id === id)
    const peer = peers[Math.floor(peers.length * (chance(0.5) ? 0.99 : 0))]
    const node = peer?.node
    if (peer && node && peer !== this) {
      const snapshot = peer.copyOfDisk()
      const { position } = snapshot.state
      node.node.keepLogAfter(position)
      node.host.clock.after(HELD_MS, () => {
        node.node.keepLogAfter(undefined)
      })
      await elapsed(ASK_AGAIN_MS)
      await life.crosses()
      if (peer.node === node && position > disk.state.position) this.#install(disk, snapshot)
    }
    await elapsed(ASK_AGAIN_MS)
    await life.crosses()
  }

  #install(disk: TestBase, snapshot: TestBase): void {
    disk.become(snapshot)
    this.installed++
  }

  /** The position up to which its disk has everything. */
  get position(): Position {
    return this.disk.state.position
  }

  /** Throws what must not be. */
  check(): void {
    assert.equal(this.node?.node.unsound, undefined, `${this.name} is sound`)
  }
}

const NEVER = new AbortController().signal
