/** One question to another node of the log, on its peer port. */
import type { Clock } from '#foundation/host/host'
import type { Access } from '#business/data/transfer/peer-client'
import { PeerClient } from '#business/data/transfer/peer-client'

/** For a node to answer, also on a machine that is busy. */
const ANSWER_MS_MAX = 2000
const ANSWER_BYTES_MAX = 1024 * 1024

export type Answer = {
  readonly json: unknown
  /** By how much the clock of the node is ahead of this one's, within three seconds; undefined if the node does not say. */
  readonly aheadMs: number | undefined
}

/** Rejects if the node does not answer within two seconds, or with another status than 200; or with the reason of `stop`. */
export async function ask(
  path: string,
  address: string,
  access: Access,
  clock: Clock,
  stop?: AbortSignal,
): Promise<Answer> {
  using peer = new PeerClient(address, access)
  const late = AbortSignal.timeout(ANSWER_MS_MAX)
  const signal = stop ? AbortSignal.any([stop, late]) : late
  const { status, body, time } = await peer.get(path, ANSWER_BYTES_MAX, signal)
  if (status !== 200) throw new Error(`${address} answers ${String(status)} ${body.toString()}`)
  const aheadMs = time === undefined ? undefined : time - clock.now()
  return { json: JSON.parse(body.toString()), aheadMs }
}
