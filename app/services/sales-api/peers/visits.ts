/**
 * Every five seconds a node asks the voters that report in its log. A reader tells them where it is; every node learns which readers
 * there are, and whether its clock is the odd one, and keeps which voters it asked.
 */
import type { Clock, Timer } from '#foundation/host/host'
import type { Node } from '#business/data/node/node'
import type { Access } from '#business/data/transfer/peer-client'
import { ask } from './ask.ts'
import type { ClockDiffers, Measured } from './clocks.ts'
import { oddClock } from './clocks.ts'
import type { Place, Readers } from './readers.ts'
import { placesSchema } from './readers.ts'
import type { KnownVoters } from './voters.ts'

const VISIT_MS = 5000
/** In so many rounds one after the other a clock is the odd one, before that counts: a process that was stopped reads answers late. */
const ODD_ROUNDS = 3

export type Visitor = {
  /** This node. Without an address others do not reach it. */
  readonly self: Place & { readonly isReader: boolean }
  readonly node: Pick<Node, 'others'>
  readonly access: Access
  readonly known: KnownVoters
  /** Told once. */
  readonly onOdd: (error: ClockDiffers) => void
}

export class Visits implements Disposable {
  readonly #clock: Clock
  readonly #readers: Readers
  readonly #visitor: Visitor
  readonly #ended = new AbortController()
  #next: Timer | undefined
  #oddRounds = 0

  constructor(clock: Clock, readers: Readers, visitor: Visitor) {
    this.#clock = clock
    this.#readers = readers
    this.#visitor = visitor
    this.#later()
  }

  [Symbol.dispose](): void {
    this.#ended.abort()
    this.#next?.cancel()
  }

  #later(): void {
    this.#next = this.#clock.after(VISIT_MS, () => {
      void this.#round().finally(() => {
        if (!this.#ended.signal.aborted) this.#later()
      })
    })
  }

  async #round(): Promise<void> {
    const { self, node, known, onOdd } = this.#visitor
    const voters = node.others.flatMap(({ name, run }) =>
      // A run of this node before this one may have reported late.
      run && !['', self.address].includes(run.address) ? [{ name, address: run.address }] : [],
    )
    known.note(voters)
    // One that does not answer hears of this node the next time, and its clock counts as one that agrees.
    const silent = ({ name }: Place): Measured => ({ name, aheadMs: undefined })
    const visits = voters.map(voter => this.#visit(voter).catch(() => silent(voter)))
    const odd = oddClock(await Promise.all(visits))
    if (this.#ended.signal.aborted) return
    this.#oddRounds = odd ? this.#oddRounds + 1 : 0
    if (!odd || this.#oddRounds < ODD_ROUNDS) return
    this.#ended.abort()
    onOdd(odd)
  }

  async #visit({ name, address }: Place): Promise<Measured> {
    const { self, access } = this.#visitor
    const isTold = self.isReader && self.address !== ''
    const query = isTold ? { name: self.name, address: self.address } : {}
    const path = `/v1/readers?${new URLSearchParams(query).toString()}`
    const { json, aheadMs } = await ask(path, address, access, this.#clock, this.#ended.signal)
    for (const place of placesSchema.parse(json)) {
      if (place.name !== self.name) this.#readers.hear(place)
    }
    return { name, aheadMs }
  }
}
