/** The first signal asks a process to end in order. A later one forces the end. */

/**
 * A signal this soon after the first is the same request: `timeout` sends one to the process and one to its group, so that the
 * process gets two.
 */
const SAME_REQUEST_MS = 1000

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
      } else if (now - firstAt > SAME_REQUEST_MS) onForce(signal)
    })
  }
}
