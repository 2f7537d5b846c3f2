/**
 * What a request may have to wait for before it is executed: room for what it writes, and, where other nodes write too, a state
 * that has everything which was answered before the request was sent.
 */
import type { RequestDecoder } from '#foundation/resp/decoder'
import type { IndexedCommand } from '../command/command-index.ts'
import type { RespContext } from '../command/context.ts'
import { errorReply } from '../command/errors.ts'
import type { Client } from './client.ts'

export class Admission {
  readonly #context: RespContext
  readonly #client: Client
  readonly #args: RequestDecoder
  readonly #resume: () => void
  #isAwaitingRoom = false
  #isCatchingUp = false
  /** Requests that begin before this byte of what was received may read: the node caught up after they had begun to arrive. */
  #freshUpTo = 0
  /** Why the request that begins at a byte cannot read. */
  #failed: { readonly at: number; readonly text: string } | undefined

  /** `resume` is called when a request that waits is worth asking for again. */
  constructor(context: RespContext, client: Client, args: RequestDecoder, resume: () => void) {
    this.#context = context
    this.#client = client
    this.#args = args
    this.#resume = resume
  }

  /** Whether the request that the decoder is at has to wait. */
  holds(command: IndexedCommand): boolean {
    if (command.mayPropose && this.#awaitsRoom()) return true
    return !command.isWrite && command.needsStore && this.#awaitsFreshness()
  }

  /** Why the request that the decoder is at cannot be executed, if it waited in vain. */
  refusal(): string | undefined {
    const failed = this.#failed
    this.#failed = undefined
    return failed?.at === this.#at ? failed.text : undefined
  }

  /** Where the request begins, in what the client ever sent. */
  get #at(): number {
    return this.#client.inputBytes - this.#args.heldBytes
  }

  #awaitsRoom(): boolean {
    const node = this.#context.opened?.node
    if (!node?.isCrowded) return false
    if (!this.#isAwaitingRoom) {
      this.#isAwaitingRoom = true
      void node.room().then(() => {
        this.#isAwaitingRoom = false
        this.#resume()
      })
    }
    return true
  }

  #awaitsFreshness(): boolean {
    const reads = this.#context.opened?.reads
    const { consistency } = this.#client
    if (!reads?.isShared || consistency === 'stale' || this.#at < this.#freshUpTo) return false
    if (this.#isCatchingUp) return true
    const upTo = this.#client.inputBytes
    const at = this.#at
    const wait = reads.wait({ consistency })
    if (!wait) return false
    this.#isCatchingUp = true
    void wait
      .then(
        () => {
          this.#freshUpTo = upTo
        },
        (error: unknown) => {
          this.#failed = { at, text: errorReply(error).text }
        },
      )
      .then(() => {
        this.#isCatchingUp = false
        this.#resume()
      })
    return true
  }
}
