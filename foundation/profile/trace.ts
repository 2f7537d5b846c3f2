/** Trace events of Node and V8, as chrome://tracing and Perfetto read them. */
import { Session } from 'node:inspector/promises'

const CATEGORIES = [
  'v8',
  'node.bootstrap',
  'node.dns.native',
  'node.environment',
  'node.fs.async',
  'node.fs.sync',
  'node.http',
  'node.net.native',
  'node.perf',
  'node.promises.rejections',
  'disabled-by-default-v8.cpu_profiler',
]

/** A trace is held in memory until it ends; about 150 bytes an event. */
export const TRACE_EVENTS_MAX = 1_000_000

/** Records until `end` resolves; `onFull` is to make it resolve, as no more is recorded. */
export async function traceIn(end: () => Promise<void>, onFull: () => void): Promise<string> {
  const batches: string[] = []
  let events = 0
  const session = new Session()
  session.connect()
  try {
    session.on('NodeTracing.dataCollected', ({ params: { value } }) => {
      if (events >= TRACE_EVENTS_MAX) return
      events += value.length
      // As text they take a fifth of the memory.
      if (value.length > 0) batches.push(JSON.stringify(value).slice(1, -1))
      if (events >= TRACE_EVENTS_MAX) onFull()
    })
    const completed = new Promise<void>(resolve => {
      session.once('NodeTracing.tracingComplete', () => {
        resolve()
      })
    })
    await session.post('NodeTracing.start', { traceConfig: { includedCategories: CATEGORIES } })
    await end()
    await session.post('NodeTracing.stop')
    await completed
  } finally {
    session.disconnect()
  }
  return `{"traceEvents":[${batches.join(',\n')}]}`
}
