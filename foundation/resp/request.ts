/** Requests of Redis's protocol, as clients send them. */
import { ReplyEncoder } from './encoder.ts'

/** A request is an array of bulk strings, its first one the name of the command. Text is sent in UTF-8. */
export function encodeRequest(request: readonly (Uint8Array | string)[]): Uint8Array {
  const encoder = new ReplyEncoder()
  encoder.array(request.length)
  for (const argument of request) {
    if (typeof argument === 'string') encoder.bulkText(argument)
    else encoder.bulk(argument)
  }
  return encoder.take()
}
