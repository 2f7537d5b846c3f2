/** What a start does: gives the store the entries that the log has and it has not. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '#foundation/host/host'
import type { Log, LogEntry } from '#business/data/log/log'
import type { Store } from '#business/data/store/store'
import { LogIncomplete } from './refusal.ts'
import type { SpaceGuard } from './space-guard.ts'
import { SPACE_CHECK_MS } from './space-guard.ts'

/** Entries replayed before others get a turn, probes for example. */
const REPLAY_ENTRIES = 64

export type ReplayOptions = {
  /** Aborts when the process is asked to end: the start then rejects with the signal's reason. */
  readonly stop: AbortSignal
  /** Told now and then how far it is. */
  readonly onProgress: (position: number, last: number) => void
  /** Called once, if memory is full of what the disk has no space for: the start goes on when there is some. */
  readonly onWaiting: () => void
}

/** Rejects with `LogIncomplete`, `StoreFailed`, or with the reason of `stop`. */
export async function replay(
  log: Log,
  store: Store,
  clock: Clock,
  guard: SpaceGuard,
  { stop, onProgress, onWaiting }: ReplayOptions,
  apply: (entry: LogEntry) => void,
): Promise<void> {
  const { first, last } = log.info()
  const { position } = store.state
  if (last < position || first > position + 1) throw new LogIncomplete(position, first, last)
  let count = 0
  let isTold = false
  const tellWaiting = (): void => {
    if (!isTold) onWaiting()
    isTold = true
  }
  for await (const entry of log.read(position)) {
    stop.throwIfAborted()
    if (!store.takesReplay) await room(store, clock, guard, stop, tellWaiting)
    apply(entry)
    if (++count % REPLAY_ENTRIES === 0) {
      onProgress(entry.position, last)
      await nextTurn()
    }
  }
  stop.throwIfAborted()
}

/** Resolves when the next entry fits. Rejects like `replay`. */
async function room(
  store: Store,
  clock: Clock,
  guard: SpaceGuard,
  stop: AbortSignal,
  onFull: () => void,
): Promise<void> {
  let lookAgain = (): void => undefined
  const wake = (): void => {
    lookAgain()
  }
  stop.addEventListener('abort', wake)
  void store.room().then(wake)
  try {
    while (!store.takesReplay) {
      guard.check()
      if (guard.isFull) onFull()
      await new Promise<void>(resolve => {
        const timer = clock.after(SPACE_CHECK_MS, resolve)
        lookAgain = () => {
          timer.cancel()
          resolve()
        }
      })
      stop.throwIfAborted()
    }
  } finally {
    stop.removeEventListener('abort', wake)
  }
}
