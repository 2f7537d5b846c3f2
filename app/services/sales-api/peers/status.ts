/** What the nodes of a log are and have: this one as it is, the others as they answer, or as they reported in the log. */
import type { Clock } from '#foundation/host/host'
import type { Node, Peer } from '#business/data/node/node'
import type { Access } from '#business/data/transfer/peer-client'
import type { NodeStatus } from '#business/web/debug/nodes-contract'
import { nodeStatusSchema } from '#business/web/debug/nodes-contract'
import type { Life } from '#business/web/service/life'
import { ask } from './ask.ts'
import type { HeardReader } from './readers.ts'

/** Clocks that differ by more are told of. */
const CLOCK_MS_MAX = 10_000
const DIFFERS = 'its chain hash is another one than that of the node that was asked'
/** Of a chain hash. */
const HASH_CHARACTERS = 16

export function statusOf(
  node: Node | undefined,
  life: Life,
): Pick<NodeStatus, 'ready' | 'reason' | 'position' | 'lag' | 'chainHash'> {
  const reason = whyNot(node, life)
  const ready = reason === undefined ? { ready: 'yes' as const } : { ready: 'no' as const, reason }
  if (!node) return ready
  const { position, chainHash } = node.store.state
  const lag = Math.max(0, node.log.info().last - position)
  // Before the first entry there is none.
  const hash = chainHash === '' ? {} : { chainHash: chainHash.slice(0, HASH_CHARACTERS) }
  return { ...ready, position, lag, ...hash }
}

function whyNot(node: Node | undefined, life: Life): string | undefined {
  if (life.phase !== 'ready') return `It is ${life.doing}`
  return node?.unsound?.message ?? node?.log.info().trouble
}

/** By name: the voters that reported, then the readers that told where they are. */
export async function othersOf(
  node: Node,
  readers: readonly HeardReader[],
  access: Access | undefined,
  clock: Clock,
): Promise<NodeStatus[]> {
  const { last } = node.log.info()
  const voters = node.others.map(async peer => {
    const status = await statusNow(reportedOf(peer, last, clock), access, clock)
    return peer.agrees === false ? { ...status, reason: joined(DIFFERS, status.reason) } : status
  })
  const names = new Set(node.others.map(({ name }) => name))
  const others = readers
    .filter(({ name }) => !names.has(name))
    .map(reader => statusNow(toldOf(reader, clock), access, clock))
  return await Promise.all([...voters, ...others])
}

/** Of a node as it answers, or else as it is known. */
export async function statusNow(
  known: NodeStatus,
  access: Access | undefined,
  clock: Clock,
): Promise<NodeStatus> {
  const { address, reportedSecondsAgo } = known
  if (address === undefined || !access) return known
  try {
    return { ...(await askedOf(address, access, clock)), reportedSecondsAgo }
  } catch (error) {
    return { ...known, ready: 'no' as const, reason: whyOf(error, address) }
  }
}

function whyOf(error: unknown, address: string): string {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'TimeoutError' ? `The node at ${address} does not answer` : error.message
}

async function askedOf(address: string, access: Access, clock: Clock): Promise<NodeStatus> {
  const { json, aheadMs } = await ask('/v1/status', address, access, clock)
  const answer = nodeStatusSchema.parse(json)
  if (aheadMs === undefined || Math.abs(aheadMs) <= CLOCK_MS_MAX) return answer
  const seconds = String(Math.round(Math.abs(aheadMs) / 1000))
  const differs = `its clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} that of the node that was asked`
  return { ...answer, reason: joined(differs, answer.reason) }
}

function reportedOf(peer: Peer, last: number, clock: Clock): NodeStatus {
  const { name, position, chainHash, run, heardAt } = peer
  const { version = 'unknown', address = '' } = run ?? {}
  const why =
    'it was not asked: only nodes with SALES_NODE_PEER_HOST, and the secret, answer each other'
  return {
    name,
    role: 'voter',
    version,
    ...(address !== '' && { address }),
    ready: 'unknown',
    reason: why,
    position,
    lag: Math.max(0, last - position),
    chainHash,
    reportedSecondsAgo: secondsSince(heardAt, clock),
  }
}

function toldOf({ name, address, heardAt }: HeardReader, clock: Clock): NodeStatus {
  const known = { name, role: 'reader', version: 'unknown', address, ready: 'unknown' } as const
  return { ...known, reportedSecondsAgo: secondsSince(heardAt, clock) }
}

function secondsSince(heardAt: number, clock: Clock): number {
  return Math.round((clock.monotonic() - heardAt) / 100) / 10
}

function joined(...reasons: readonly (string | undefined)[]): string {
  return reasons.filter(reason => reason !== undefined).join('; ')
}
