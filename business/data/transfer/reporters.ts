/** Which voters there are, and where, as their reports in the log say, for a node that has not applied it yet. */
import type { Log } from '#business/data/log/log'
import { EntriesTrimmed } from '#business/data/log/log'
import { reportsIn } from '#business/data/node/node'

/** So many positions before the end of the log are looked through for reports. */
const TAIL_POSITIONS = 2000

export type Reporter = {
  readonly name: string
  /** `host:port` */
  readonly address: string
}

/** Those that reported lately, the one with the newest report first, without the one at `own`. Rejects with the reason of `stop`. */
export async function lastReporters(
  log: Log,
  own: string,
  stop: AbortSignal,
): Promise<readonly Reporter[]> {
  const { first, last } = log.info()
  if (last < first) return []
  for await (const found of reporters(log, own, stop)) return found
  stop.throwIfAborted()
  return []
}

/** The same, and then those of each entry that follows. Ends when the log was trimmed meanwhile, or `stop` aborts. */
export async function* reporters(
  log: Log,
  own: string,
  stop: AbortSignal,
): AsyncGenerator<readonly Reporter[]> {
  const { first, last } = log.info()
  const found = new Map<string, Reporter>()
  let isLive = false
  try {
    const after = Math.max(first - 1, last - TAIL_POSITIONS)
    for await (const { position, payload } of log.entries(after, stop)) {
      for (const { name, run } of reportsIn(position, payload)) {
        const address = run?.address ?? ''
        if (['', own].includes(address)) continue
        // The newest is the last.
        found.delete(name)
        found.set(name, { name, address })
      }
      isLive ||= position >= last
      if (!isLive) continue
      yield [...found.values()].reverse()
      found.clear()
    }
  } catch (error) {
    if (!(error instanceof EntriesTrimmed)) throw error
  }
}
