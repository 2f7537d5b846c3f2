/** In development, every answer is held against the document: one that it does not declare is a fault, and nothing else is sent. */
import type { WrongAnswer } from '#foundation/spec/answers'
import { answerCheck } from '#foundation/spec/answers'
import type { Logger } from '#foundation/logger/logger'
import type { Exchange, Middleware, Response } from '#foundation/web/exchange'
import { MEDIA_TYPES, PROBLEM_MEDIA_TYPES } from '#foundation/web/negotiate'
import { problemBody } from '#foundation/web/problem'

type Answer = Parameters<WrongAnswer>[2]

/** To be the outermost layer of the onion. `document` is JSON. */
export function declaredOnly(document: Buffer, log: Pick<Logger, 'error'>): Middleware {
  const wrongAnswer = answerCheck(JSON.parse(document.toString()))
  return {
    leave: (exchange, response) => {
      const { operation, id, traceId } = exchange
      const wrong = wrongAnswer(operation.method, operation.path, answerOf(exchange, response))
      if (wrong === undefined) return response
      log.error({ traceId, operation: id, status: response.status, wrong }, 'undeclared answer')
      const detail = `The answer ${String(response.status)} is not what the document declares: ${wrong}. What was asked may have been executed`
      const fields = { code: 'INTERNAL', detail }
      return { status: 500, headers: {}, body: { kind: 'problem', fields } }
    },
  }
}

/** What is said in XML is what would be said in JSON, and is not looked at. */
function answerOf({ format, traceId }: Exchange, { status, headers, body }: Response): Answer {
  const head = { status, headers: new Headers(headers) }
  switch (body.kind) {
    case 'data': {
      const mediaType = plain(MEDIA_TYPES[format])
      return format === 'json'
        ? { ...head, mediaType, data: JSON.parse(body.text) as unknown }
        : { ...head, mediaType }
    }
    case 'problem': {
      const data = problemBody(status, body.fields, traceId)
      return { ...head, mediaType: plain(PROBLEM_MEDIA_TYPES[format]), data }
    }
    case 'bytes':
    case 'stream':
      return { ...head, mediaType: plain(body.contentType) }
    case 'events':
      return { ...head, mediaType: 'text/event-stream' }
    case 'none':
      return { ...head, mediaType: undefined }
  }
}

function plain(contentType: string): string {
  return contentType.split(';', 1)[0] ?? ''
}
