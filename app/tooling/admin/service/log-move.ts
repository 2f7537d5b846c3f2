/** log move: seals the log of a service, which then ends, and is started with the other kind of log. */
import { sealSchema } from '#business/web/debug/nodes-contract'
import { EXIT, Failed } from '../outcome.ts'
import { reasonOf, refusal, stranger, wasSent } from './service.ts'
import type { Terminal } from '../terminal.ts'

const TIMEOUT_MS = 60_000

/** Throws `Failed`. */
export async function moveLog(
  debugUrl: string,
  to: 'wal' | 'etcd',
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const response = await ask(
    `${debugUrl}/debug/log/move`,
    to,
    AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  )
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refusal({ error: answer, response })
  const parsed = sealSchema.safeParse(answer)
  if (!parsed.success) throw stranger(debugUrl, parsed.error)
  const { position, node } = parsed.data
  const next =
    to === 'etcd'
      ? 'Start it with SALES_LOG_KIND=etcd.'
      : `Every node of that log ends. Start ${node}, and no other, with SALES_LOG_KIND=wal.`
  const text = `The log ends with entry ${String(position)}, and nothing is written until it goes on. ${next}`
  terminal.result(parsed.data, text)
}

async function ask(url: string, to: 'wal' | 'etcd', signal: AbortSignal): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' }
  try {
    return await fetch(url, { method: 'POST', headers, body: JSON.stringify({ to }), signal })
  } catch (cause) {
    const why = `${url} does not answer (${reasonOf(cause)})`
    if (!wasSent(cause)) {
      const message = `${why}: is sales-api running there? --debug-url names another place`
      throw new Failed(EXIT.unreachable, 'UNREACHABLE', message, { cause })
    }
    const message = `${why}: the log may have been moved. Start the service again: it says so then`
    throw new Failed(EXIT.unknown, 'OUTCOME_UNKNOWN', message, { cause })
  }
}
