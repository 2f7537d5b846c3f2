/** A backup that a running service makes, and what became of backups: told on its debug port. */
import { text } from 'node:stream/consumers'
import type { Summary } from '#business/data/backup/manifest'
import { snapshotSchema } from '#business/web/debug/snapshot-contract'
import { EXIT, Failed } from '../outcome.ts'
import { reasonOf, refusal, stranger } from '../service/service.ts'

/** Waits for as long as it takes; a signal that aborts ends it there too. Throws `Failed`. */
export async function askForSnapshot(
  debugUrl: string,
  directory: string,
  signal: AbortSignal,
): Promise<Summary> {
  const hint = ', and --from the data directory of a service that does not run'
  const data = await answered(debugUrl, '/debug/snapshot', { directory }, signal, hint)
  const parsed = snapshotSchema.safeParse(data)
  if (!parsed.success) throw stranger(debugUrl, parsed.error)
  return parsed.data
}

/** A backup was restored to try it: the service notes when. Throws `Failed`. */
export async function tellTried(debugUrl: string, signal: AbortSignal): Promise<void> {
  await answered(debugUrl, '/debug/snapshot/tried', undefined, signal)
}

async function answered(
  debugUrl: string,
  path: string,
  body: object | undefined,
  signal: AbortSignal,
  hint = '',
): Promise<unknown> {
  const answer = await post(`${debugUrl}${path}`, body, signal).catch((cause: unknown) => {
    signal.throwIfAborted()
    const message = `Cannot reach ${debugUrl} (${reasonOf(cause)}): is sales-api running there? --debug-url names another place${hint}`
    throw new Failed(EXIT.unreachable, 'UNREACHABLE', message, { cause })
  })
  const { status } = answer
  if (status >= 300) {
    throw refusal({ error: answer.data, response: { ok: false, status, url: debugUrl } })
  }
  return answer.data
}

/** Not `fetch`, which waits for five minutes at most. */
function post(
  url: string,
  data: object | undefined,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly data: unknown }> {
  const headers = data && { 'Content-Type': 'application/json' }
  const protocol = url.startsWith('https:') ? 'node:https' : 'node:http'
  const { request } = process.getBuiltinModule(protocol)
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers, signal }, response => {
      text(response)
        .then(body => {
          // Node sets it on every answer that it receives.
          const { statusCode: status = 500 } = response
          resolve({ status, data: jsonOf(body) })
        })
        .catch(reject)
    })
    asked.on('error', reject).end(data && JSON.stringify(data))
  })
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
