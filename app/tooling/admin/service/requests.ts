/** requests: those a service has under way, and the slowest and the failed ones that it kept, as trees of where their time went. */
import type { AskedRequests } from '#business/web/requests/kept'
import { keptRequests, keptText, keptUrl, NONE_KEPT } from '#business/web/requests/kept'
import { EXIT, Failed } from '../outcome.ts'
import { reasonOf, refusal, stranger } from './service.ts'
import type { Terminal } from '../terminal.ts'

const SHOWN_MAX = 20

export async function requests(
  debugUrl: string,
  asked: AskedRequests,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const found = await ask(keptUrl(debugUrl, asked), debugUrl, signal)
  if (found.length === 0) throw new Failed(EXIT.notThere, 'NO_SUCH_REQUEST', NONE_KEPT)
  const shown = terminal.isJson ? found : found.slice(0, SHOWN_MAX)
  for (const request of shown) terminal.result(request, keptText(request))
  const more = found.length - shown.length
  if (more > 0)
    terminal.note(`${String(more)} more: --operation and --outcome choose, --json has them all`)
}

async function ask(url: string, debugUrl: string, signal: AbortSignal) {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, signal }).catch(
    (cause: unknown) => {
      signal.throwIfAborted()
      const message = `Cannot reach ${debugUrl} (${reasonOf(cause)}): is the service running there? --debug-url names another place`
      throw new Failed(EXIT.unreachable, 'UNREACHABLE', message, { cause })
    },
  )
  const data: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refusal({ error: data, response })
  const parsed = keptRequests.safeParse(data)
  if (!parsed.success) throw stranger(debugUrl, parsed.error)
  return parsed.data.requests
}
