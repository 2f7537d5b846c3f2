/** Requests of Redis's protocol, as clients send them. */
import { ReplyEncoder } from './encoder.ts'

/** The name of a command, and its arguments. Text is sent in UTF-8. */
export type Request = readonly (Uint8Array | string)[]

/** A request is an array of bulk strings. */
export function encodeRequest(request: Request): Uint8Array {
  const encoder = new ReplyEncoder()
  appendRequest(encoder, request)
  return encoder.take()
}

/** The same behind what was encoded before. */
export function appendRequest(encoder: ReplyEncoder, request: Request): void {
  encoder.array(request.length)
  for (const argument of request) {
    if (typeof argument === 'string') encoder.bulkText(argument)
    else encoder.bulk(argument)
  }
}
