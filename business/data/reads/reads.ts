/**
 * When a node may answer a read from its own state.
 *
 * Where no other node appends to its log: always. Where others do, a linearizable read waits until the node has applied what was
 * committed when the read began; all that wait share one barrier. A stale read says how old a state it takes.
 */
import { FutureRevision } from '#business/data/keyspace/history'
import type { Node } from '#business/data/node/node'

export type Consistency = 'linearizable' | 'stale'

export type Freshness = {
  readonly consistency: Consistency
  /** How old a state a stale read takes, in milliseconds; any if undefined. */
  readonly stalenessMsMax?: number | undefined
  /** A revision that the read has to see, whatever its consistency. */
  readonly revisionMin?: number | undefined
}

type ReadNode = Pick<Node, 'store' | 'log' | 'barrier' | 'stalenessMs' | 'unsound'>

export class Reads {
  readonly #node: ReadNode

  constructor(node: ReadNode) {
    this.#node = node
  }

  get revision(): number {
    return this.#node.store.state.revision
  }

  /** Whether reads have to wait for what other nodes write. */
  get isShared(): boolean {
    return this.#node.log.isShared
  }

  /** See `Node.stalenessMs`. */
  get stalenessMs(): number {
    return this.#node.stalenessMs
  }

  /**
   * Undefined if a read can be answered now. Else resolves when it can, or rejects with `LogUnavailable`,
   * `FutureRevision` if there is no such revision, or `NodeStopped`. Throws `NodeUnsound`.
   */
  wait({
    consistency,
    stalenessMsMax = Number.POSITIVE_INFINITY,
    revisionMin = 0,
  }: Freshness): Promise<void> | undefined {
    const { unsound, log } = this.#node
    if (unsound) throw unsound
    const isFresh = !log.isShared || (consistency === 'stale' && this.stalenessMs <= stalenessMsMax)
    return isFresh && this.revision >= revisionMin ? undefined : this.#catchUp(revisionMin)
  }

  async #catchUp(revisionMin: number): Promise<void> {
    await this.#node.barrier()
    // What any client has seen was committed before.
    if (this.revision < revisionMin) throw new FutureRevision(revisionMin, this.revision)
  }
}
