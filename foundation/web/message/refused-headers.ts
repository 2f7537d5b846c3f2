/**
 * Request headers that would change what a request means, and that nothing here acts upon: the request is refused. What else is
 * not known may be ignored, RFC 9110, section 5.1: `Range` and `If-Range` (section 14.2), dates of conditions, because nothing
 * has a date here (sections 13.1.3 and 13.1.4), `Upgrade` (section 7.8).
 */
import type { IncomingMessage } from 'node:http'
import type { ServedOperation } from '../contract.ts'
import { HttpProblem } from '../problem.ts'

type Rule = {
  readonly header: string
  /** Of which operations it would change the meaning. */
  readonly concerns: (operation: ServedOperation) => boolean
  readonly refuse: (value: string, request: IncomingMessage) => HttpProblem | undefined
}

const changesState = ({ method }: ServedOperation): boolean => method !== 'get' && method !== 'head'
const hasBody = ({ body }: ServedOperation): boolean => body !== undefined

const RULES: readonly Rule[] = [
  {
    // Section 14.4: the body is a part of a value; stored, it would be all of it.
    header: 'content-range',
    concerns: changesState,
    refuse: value => notUnderstood(`Content-Range ${value}: send the whole value`),
  },
  {
    // What is compressed on the way would be stored, or parsed, as it is.
    header: 'content-encoding',
    concerns: hasBody,
    refuse: value =>
      value.toLowerCase() === 'identity'
        ? undefined
        : new HttpProblem(415, {
            code: 'UNSUPPORTED_CONTENT_ENCODING',
            detail: `The Content-Encoding ${value} is not read here: send the body as it is`,
          }),
  },
  {
    header: 'transfer-encoding',
    concerns: hasBody,
    refuse: (value, { httpVersion }) =>
      value.toLowerCase() === 'chunked' && httpVersion !== '1.0'
        ? undefined
        : new HttpProblem(501, {
            code: 'UNSUPPORTED_TRANSFER_ENCODING',
            detail: `The Transfer-Encoding ${value} is not read here: chunked is, in HTTP/1.1`,
          }),
  },
  // A condition that is not looked at would always hold, and a key for retries that is not kept would keep nothing.
  ...['if-match', 'if-none-match', 'idempotency-key'].map((header): Rule => ({
    header,
    concerns: operation => changesState(operation) && !(header in (operation.headers?.shape ?? {})),
    refuse: () => notUnderstood(`${header}: leave it out, or use an operation that has it`),
  })),
]

/** Throws an `HttpProblem` for the first that must not be ignored. Made once for an operation. */
export function headerCheck(operation: ServedOperation): (request: IncomingMessage) => void {
  const rules = RULES.filter(({ concerns }) => concerns(operation))
  return request => {
    for (const { header, refuse } of rules) {
      const value = request.headers[header]
      const problem = value === undefined ? undefined : refuse(String(value), request)
      if (problem) throw problem
    }
  }
}

function notUnderstood(what: string): HttpProblem {
  return new HttpProblem(400, {
    code: 'UNSUPPORTED_HEADER',
    detail: `This operation does not understand ${what}. Nothing was executed`,
  })
}
