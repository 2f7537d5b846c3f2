/** nodes: who shares the log of a service, how far each node is, and why one is not ready. */
import type { NodeStatus } from '#business/web/debug/nodes-contract'
import { nodesSchema } from '#business/web/debug/nodes-contract'
import { EXIT, Failed } from '../outcome.ts'
import { reasonOf, stranger } from './service.ts'
import type { Terminal } from '../terminal.ts'
import { columns } from '../terminal.ts'

const TIMEOUT_MS = 10_000

/** Throws `Failed`. */
export async function listNodes(
  debugUrl: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const nodes = await ask(debugUrl, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]))
  const head = ['NAME', 'ROLE', 'VERSION', 'READY', 'POSITION', 'LAG', 'CHAIN HASH', 'SNAPSHOT']
  const reasons = nodes.flatMap(({ name, reason }) =>
    reason === undefined ? [] : [`${name}: ${reason}`],
  )
  const text = [columns([head, ...nodes.map(cellsOf)]), ...reasons].join('\n')
  terminal.result({ nodes }, text)
}

async function ask(debugUrl: string, signal: AbortSignal): Promise<readonly NodeStatus[]> {
  const url = `${debugUrl}/debug/nodes`
  let answer: unknown
  try {
    answer = await (await fetch(url, { signal })).json()
  } catch (cause) {
    if (cause instanceof SyntaxError) throw stranger(debugUrl, cause)
    const message = `Cannot reach ${debugUrl} (${reasonOf(cause)}): is sales-api running there? --debug-url names another place`
    throw new Failed(EXIT.unreachable, 'UNREACHABLE', message, { cause })
  }
  const parsed = nodesSchema.safeParse(answer)
  if (!parsed.success) throw stranger(debugUrl, parsed.error)
  return parsed.data.nodes
}

function cellsOf(node: NodeStatus): readonly string[] {
  const { name, role, version, ready, position, lag, chainHash = '-', snapshot = '-' } = node
  const numbers = [position, lag].map(number => (number === undefined ? '-' : String(number)))
  return [name, role, version, ready, ...numbers, chainHash, snapshot]
}
