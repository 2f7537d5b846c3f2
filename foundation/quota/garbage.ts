/** What a thread does not use any more, given back at once: V8 waits for more of it, in a thread that rests for ever. */
import { Session } from 'node:inspector/promises'

/** Of the thread that calls, which stands still meanwhile: some ten milliseconds for a heap of 50 MiB. */
export async function collectGarbage(): Promise<void> {
  const session = new Session()
  session.connect()
  try {
    await session.post('HeapProfiler.collectGarbage')
  } finally {
    session.disconnect()
  }
}
