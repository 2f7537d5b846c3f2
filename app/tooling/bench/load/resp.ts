/** Redis's protocol: several commands in one request, and their replies in one answer. */
import { systemHost } from '#foundation/host/system'
import type { ReplySink } from '#foundation/resp/client'
import { CLIENT_LIMITS, RespClient, tcp } from '#foundation/resp/client'
import type { Reply } from '#foundation/resp/reply'
import type { Request } from '#foundation/resp/request'
import type { Address, Connection, ConnectionEvents } from './exchange.ts'
import { ANSWER_MS_MAX } from './exchange.ts'

export type Replies = readonly Reply[]

const host = systemHost()
const limits = { ...CLIENT_LIMITS, timeoutMs: ANSWER_MS_MAX }

/** An error among the replies is one like the others. A connection that is lost has failed, though the client makes another. */
export async function connectResp(
  address: Address,
  events: ConnectionEvents<Replies>,
): Promise<Connection<readonly Request[]>> {
  const lost = (): void => {
    events.failed(new Error('the server closed a connection'))
  }
  const open = tcp(address)
  const client = await RespClient.connect({ host, open, limits, onReconnected: lost })
  let isClosed = false
  let missing = 0
  let replies: Reply[] = []
  const sink: ReplySink = {
    replied: (_tag, reply) => {
      replies.push(reply)
      if (--missing > 0) return
      const all = replies
      replies = []
      events.answered(all)
    },
    failed: (_tag, error) => {
      if (!isClosed) events.failed(error)
    },
  }
  return {
    send: commands => {
      missing = commands.length
      for (const command of commands) client.send(command, sink, 0)
    },
    close: () => {
      isClosed = true
      client.close()
    },
  }
}
