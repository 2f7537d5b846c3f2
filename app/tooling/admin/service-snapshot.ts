/** A backup that a running service makes, asked for on its debug port. */
import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import type { Summary } from '#business/data/backup/manifest'
import { snapshotSchema } from '#business/web/debug/snapshot-contract'
import { EXIT, Failed } from './outcome.ts'
import { reasonOf, refusal, stranger } from './service.ts'

/** Waits for as long as it takes; a signal that aborts ends it there too. Throws `Failed`. */
export async function askForSnapshot(
  debugUrl: string,
  directory: string,
  signal: AbortSignal,
): Promise<Summary> {
  const url = `${debugUrl}/debug/snapshot`
  const answer = await post(url, { directory }, signal).catch((cause: unknown) => {
    signal.throwIfAborted()
    const message =
      `Cannot reach ${debugUrl} (${reasonOf(cause)}): is sales-api running there? --debug-url names another place, ` +
      'and --from the data directory of a service that does not run'
    throw new Failed(EXIT.unreachable, 'UNREACHABLE', message, { cause })
  })
  const { status } = answer
  if (status !== 200) {
    throw refusal({ error: answer.data, response: { ok: false, status, url: debugUrl } })
  }
  const parsed = snapshotSchema.safeParse(answer.data)
  if (!parsed.success) throw stranger(debugUrl, parsed.error)
  return parsed.data
}

/** Not `fetch`, which waits for five minutes at most. */
function post(
  url: string,
  data: object,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly data: unknown }> {
  const headers = { 'Content-Type': 'application/json' }
  const { request } = url.startsWith('https:') ? https : http
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
    asked.on('error', reject).end(JSON.stringify(data))
  })
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
