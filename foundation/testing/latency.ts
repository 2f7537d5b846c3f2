/** Slow machines under a test's control: the parts of a simulated one that have a `latency`. Only for tests. */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** More turns of the event loop than any chain of events on a simulated machine takes that waits for no time to pass. */
const QUIET_TURNS = 10

/** Makes what has a latency wait until the function returned is called. */
export function hold(slow: { latency: () => Promise<void> }): () => void {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  slow.latency = async () => {
    await promise
  }
  return () => {
    slow.latency = () => Promise.resolve()
    resolve(undefined)
  }
}

/** Lets everything happen for which no time has to pass. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < QUIET_TURNS; turn++) await nextTurn()
}
