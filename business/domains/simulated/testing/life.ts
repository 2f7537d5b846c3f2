/**
 * One run of a process on a simulated machine, from its start to its end. It may stand still, and it may be killed where it asks
 * the machine for something or between two turns of the event loop: it then stays for ever where it is. Only for tests.
 */
import type { Turns } from '#foundation/host/host'
import { SimulatedHost } from '#foundation/host/simulated'
import { EventLoopTurns } from '#foundation/host/turns'
import type { StoreNode } from '../../testing/store-node.ts'
import { Gate } from './gate.ts'

export class Life {
  readonly host: SimulatedHost
  /** Undefined until it has started. */
  node: StoreNode | undefined
  /** Resolves when it is killed, or has ended. */
  readonly over: Promise<void>
  isOver = false
  /** After so many more things that it asks the machine for, it is killed. */
  crossingsLeft = Number.POSITIVE_INFINITY
  readonly #running = new Gate()
  readonly #end: () => void
  /** Time that passed while it stood still. */
  #lateMs = 0

  constructor(seed: number) {
    this.host = new GatedHost(seed, this.#running)
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.over = promise.then(() => undefined)
    this.#end = () => {
      resolve(undefined)
    }
  }

  get isStill(): boolean {
    return !this.#running.isOpen
  }

  kill(): void {
    this.isOver = true
    this.#running.close()
    this.#end()
  }

  pause(): void {
    this.#running.close()
  }

  /** Its clock has gone on. */
  resume(): void {
    if (this.isOver) return
    this.host.clock.advance(this.#lateMs)
    this.#lateMs = 0
    this.#running.open()
  }

  passes(ms: number): void {
    if (this.isStill) this.#lateMs += ms
    else this.host.clock.advance(ms)
  }

  /** It asks the machine for something, or gets something of it: resolves when it goes on, never if it is killed. */
  async crosses(): Promise<void> {
    if (--this.crossingsLeft < 0) this.kill()
    await this.#running.passed()
  }
}

class GatedHost extends SimulatedHost {
  override readonly turns: Turns

  constructor(seed: number, gate: Gate) {
    super(seed)
    const turns = new EventLoopTurns()
    this.turns = {
      next: callback => {
        turns.next(() => {
          gate.pass(callback)
        })
      },
      atEnd: callback => {
        turns.atEnd(() => {
          gate.pass(callback)
        })
      },
    }
  }
}
