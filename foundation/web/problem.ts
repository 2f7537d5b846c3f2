/** Problem details, RFC 9457: the one shape of every error. */
import { z } from 'zod'
import { http } from './connection/node-http.ts'

/** One thing wrong with a request, and where: `body.then.0.key`, `query.limit`, `headers.if-match`. */
export type Violation = {
  readonly location: string
  readonly message: string
  /** The problem's code, if all violations of the request have this one. Not sent. */
  readonly code?: string
}

/** What makes one problem different from others. The rest of the body follows from the status and the request. */
export type ProblemFields = {
  /** Stable, in capitals: what programs decide by. */
  readonly code: string
  /** For people: what was found, what was wanted, what to do. */
  readonly detail: string
  readonly errors?: readonly Violation[]
  /** Further members, by name. */
  readonly more?: Readonly<Record<string, string | number | readonly object[]>>
}

/** Thrown by whatever cannot go on with a request; the errors middleware makes the response of it. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem'
  readonly status: number
  readonly fields: ProblemFields
  readonly headers: Readonly<Record<string, string>>
  constructor(
    status: number,
    fields: ProblemFields,
    headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(fields.detail, options)
    this.status = status
    this.fields = fields
    this.headers = headers
  }
}

/** The client closed the connection before its request was answered. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'
}

/** Told at once: a body of some megabytes may have a violation every few bytes. */
export const VIOLATIONS_MAX = 100

export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: 'Names the kind of problem; the code as a URN.' }),
    title: z.string().meta({ description: 'The status in words.' }),
    status: z.int(),
    code: z.string().meta({ description: 'Stable; what programs decide by.' }),
    detail: z.string().meta({ description: 'What was found, what was wanted, what to do.' }),
    traceId: z.string().meta({ description: 'Finds the request in logs and traces.' }),
    errors: z
      .array(z.strictObject({ location: z.string(), message: z.string() }))
      .max(VIOLATIONS_MAX)
      .optional()
      .meta({
        description:
          'Every violation of the contract, with its place in the request; of very many, the first.',
      }),
  })
  .loose()
  .meta({
    id: 'Problem',
    description: 'Problem details, RFC 9457.',
    examples: [
      {
        type: 'urn:problem:server-busy',
        title: 'Service Unavailable',
        status: 503,
        code: 'SERVER_BUSY',
        detail: 'More requests arrive than can be served; try again in a second',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      },
    ],
  })

/** Two are older in Node than in RFC 9110. */
const TITLES: Readonly<Record<number, string | undefined>> = {
  ...http.STATUS_CODES,
  413: 'Content Too Large',
  422: 'Unprocessable Content',
}

/** The body of a problem response. */
export function problemBody(
  status: number,
  { code, detail, errors, more }: ProblemFields,
  traceId: string,
): Record<string, unknown> {
  return {
    type: `urn:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: TITLES[status] ?? 'Error',
    status,
    code,
    detail,
    ...more,
    traceId,
    ...(errors ? { errors } : {}),
  }
}
