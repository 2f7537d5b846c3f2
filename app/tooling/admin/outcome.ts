/** How a command ends: the exit codes, which scripts rely on, and the error that carries one. */

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  damaged: 3,
  notThere: 4,
  unreachable: 5,
  unknown: 6,
  refused: 7,
  serviceFailed: 8,
  stopped: 130,
} as const

export const EXIT_MEANINGS: readonly (readonly [number, string])[] = [
  [EXIT.done, 'done'],
  [EXIT.failed, 'failed on this machine: a file, a directory, the output'],
  [EXIT.usage, 'the command line is wrong; nothing was sent'],
  [EXIT.damaged, 'stored data is damaged'],
  [
    EXIT.notThere,
    'there is no such key, stream or group, or the condition does not hold; nothing was changed',
  ],
  [EXIT.unreachable, 'no sales-api answers there, or it is not ready or busy; nothing was changed'],
  [EXIT.unknown, 'the write was sent and not answered: it may have happened'],
  [EXIT.refused, 'the service refused the request; nothing was changed'],
  [EXIT.serviceFailed, 'the service failed while it read'],
  [EXIT.stopped, 'stopped by a signal'],
]

/** Ends the command. The message says what to do next. */
export class Failed extends Error {
  override readonly name = 'Failed'
  readonly exitCode: number
  /** Stable; the service's own where it refused. */
  readonly code: string
  constructor(exitCode: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
    this.code = code
  }
}
