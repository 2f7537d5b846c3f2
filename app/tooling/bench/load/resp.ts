/** Redis's protocol: several commands in one request, and their replies in one answer. */
import { ReplyDecoder } from '#foundation/resp/reply-decoder'
import type { Reply } from '#foundation/resp/reply'
import { encodeRequest } from '#foundation/resp/request'
import type { Address, Connection, ConnectionEvents } from './exchange.ts'
import { connectSocket } from './http.ts'

export type Command = readonly (string | Uint8Array)[]
export type Replies = readonly Reply[]

const LIMITS = { stringBytesMax: 1024 * 1024, itemsMax: 100_000, depthMax: 8 }

/** An error among the replies is one like the others. */
export function connectResp(
  address: Address,
  events: ConnectionEvents<Replies>,
): Connection<readonly Command[]> {
  const decoder = new ReplyDecoder(LIMITS)
  let missing = 0
  let replies: Reply[] = []
  const take = (data: Buffer): void => {
    if (socket.destroyed) return
    decoder.push(data)
    try {
      for (let reply = decoder.next(); reply; reply = decoder.next()) {
        replies.push(reply)
        if (--missing > 0) continue
        const all = replies
        replies = []
        events.answered(all)
      }
    } catch (error) {
      socket.destroy()
      events.failed(error instanceof Error ? error : new Error(String(error)))
    }
  }
  const socket = connectSocket(address, events, take)
  return {
    send: commands => {
      missing = commands.length
      socket.write(Buffer.concat(commands.map(encodeRequest)))
    },
    close: () => {
      socket.destroy()
    },
  }
}
