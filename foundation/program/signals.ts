/** When a process is asked to end: once to do so in order, and again by somebody who will not wait. */

/**
 * A signal this soon after the first is the same wish: `timeout` and a terminal's group signal send theirs to a process and
 * to its group, so that one process gets two.
 */
const SAME_WISH_MS = 1000

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** `onStop` is called at the first SIGTERM or SIGINT, `onForce` at every one that comes more than a second after it. */
export function onStopSignals(
  onStop: (signal: NodeJS.Signals) => void,
  onForce: (signal: NodeJS.Signals) => void,
): void {
  let firstAt: number | undefined
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const now = performance.now()
      if (firstAt === undefined) {
        firstAt = now
        onStop(signal)
      } else if (now - firstAt > SAME_WISH_MS) onForce(signal)
    })
  }
}
