/**
 * The plainest case: every thread of libuv's pool computes, while the main thread wants nothing but to be on time. How many
 * threads there are, UV_THREADPOOL_SIZE has to say before the process starts.
 */
import { pbkdf2 } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { z } from 'zod'

const ITERATIONS = 20_000
const RESOLUTION_MS = 10
const NS_PER_MS = 1e6

/** What was computed in a second, and how late timers were, in milliseconds. */
export const latenessSchema = z.object({
  rate: z.number(),
  p50: z.number(),
  p99: z.number(),
  max: z.number(),
})

export async function latenessOf(
  threads: number,
  seconds: number,
): Promise<z.infer<typeof latenessSchema>> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const end = performance.now() + seconds * 1000
  let done = 0
  await Promise.all(
    Array.from({ length: threads }, async () => {
      while (performance.now() < end) {
        await compute()
        done++
      }
    }),
  )
  delay.disable()
  const late = (percent: number): number =>
    Math.max(0, delay.percentile(percent) / NS_PER_MS - RESOLUTION_MS)
  return { rate: done / seconds, p50: late(50), p99: late(99), max: late(100) }
}

function compute(): Promise<void> {
  return new Promise((resolve, reject) => {
    pbkdf2('password', 'salt', ITERATIONS, 32, 'sha256', error => {
      if (error) reject(error)
      else resolve()
    })
  })
}
