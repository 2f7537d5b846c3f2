/** Why an operation has no result, as errors with a stable code. All but `OutcomeUnknown` say that nothing was executed. */

/** Too much waits, usually because the disk does not keep up, or the log does not answer. Nothing was executed; try again after a pause. */
export class StoreBusy extends Error {
  override readonly name = 'StoreBusy'
  readonly code = 'STORE_BUSY'
  readonly retryAfterSeconds = 1
  constructor(what: string, why = 'the disk does not keep up') {
    super(`${what}: ${why}. Nothing was executed; try again in a second`)
  }
}

/** The disk, or the log elsewhere, is full. Nothing was executed; the node still serves reads, and deletes if it is the disk. */
export class NoSpace extends Error {
  override readonly name = 'NoSpace'
  readonly code = 'DISK_FULL'
  /** `log` says what to do for a log that is elsewhere and has no space there. */
  constructor(log?: string) {
    super(
      log === undefined
        ? 'The disk is full: nothing was executed. Free space on it, or delete keys and then compact up to now, ' +
            'which gives their space back; deletes, compaction and reads are served meanwhile'
        : `${log}. Nothing was executed; reads are served meanwhile`,
    )
  }
}

/** The operation is longer than a log entry may be. */
export class OperationTooLarge extends Error {
  override readonly name = 'OperationTooLarge'
  readonly code = 'OPERATION_TOO_LARGE'
  constructor(bytes: number, max: number) {
    super(
      `The operation takes ${String(bytes)} bytes, at most ${String(max)} are possible: split it`,
    )
  }
}

/** This node is stopping and executed nothing: ask another one, or this one after its restart. */
export class NodeStopped extends Error {
  override readonly name = 'NodeStopped'
  readonly code = 'STOPPING'
  constructor() {
    super('This node is stopping; nothing was executed')
  }
}

/** The state of this node is not that of the other nodes of its log, or would not be. It executes and serves nothing. */
export class NodeUnsound extends Error {
  override readonly name = 'NodeUnsound'
  readonly code = 'NODE_UNSOUND'
  constructor(why: string, options?: ErrorOptions) {
    super(
      `${why}. This node serves nothing until its data directory is emptied or restored; use another node`,
      options,
    )
  }
}

/** This node only reads. */
export class ReadOnlyNode extends Error {
  override readonly name = 'ReadOnlyNode'
  readonly code = 'READ_ONLY_NODE'
  /** `voters`: those that the node has heard of. */
  constructor(node: string, voters: readonly { readonly name: string }[]) {
    const names = voters.map(({ name }) => name).join(', ')
    const who =
      names === '' ? 'a node whose SALES_NODE_ROLE is voter' : `one of its voters: ${names}`
    super(`The node ${node} is a reader. Nothing was executed; send writes to ${who}`)
  }
}

/** The log did not take the operation, because another node writes now. Nothing was executed. */
export class NotCommitted extends Error {
  override readonly name = 'NotCommitted'
  readonly code = 'NOT_COMMITTED'
  readonly retryAfterSeconds = 1
  constructor() {
    super(
      'The log did not take the operation: another node leads. Nothing was executed; try again in a second',
    )
  }
}

/** The node does not know whether the operation was executed. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
  readonly code = 'OUTCOME_UNKNOWN'
  constructor(cause?: unknown) {
    super(
      'The log did not say whether the operation was executed. Read before you try again, or send the same idempotency key',
      { cause },
    )
  }
}

/** The log ends before the store does, or begins after it: files of the log or of the store are missing. */
export class LogIncomplete extends Error {
  override readonly name = 'LogIncomplete'
  readonly code = 'LOG_INCOMPLETE'
  constructor(applied: number, first: number, last: number, isShared: boolean) {
    const found = last < applied ? `ends with ${String(last)}` : `begins with ${String(first)}`
    const advice =
      isShared && last >= applied
        ? 'Set SALES_NODE_PEER_SECRET, so that the node fetches a snapshot of another node, whose SALES_NODE_PEER_HOST is set'
        : 'Restore the data directory from a backup'
    super(
      `The store has applied the log up to entry ${String(applied)}, but the log ${found}: ` +
        `what is between them is missing. ${advice}`,
    )
  }
}

/** Another node of the log has the name of this one, and started before it. */
export class NameTaken extends Error {
  override readonly name = 'NameTaken'
  readonly code = 'NODE_NAME_TAKEN'
  constructor(node: string, address: string) {
    const where = address === '' ? '' : `, at ${address}`
    super(
      `Another node runs with the name ${node}${where}, and started before this one. ` +
        'Give every node a SALES_NODE_NAME of its own, and start this one again',
    )
  }
}
