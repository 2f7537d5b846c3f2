/** Which format the client reads, and bodies in that format. */
import XMLBuilder from 'fast-xml-builder'
import Negotiator from 'negotiator'
import type { IncomingMessage } from 'node:http'
import type { Format } from './contract.ts'
import { HttpProblem } from './problem.ts'

const OFFERED = ['application/json', 'application/xml', 'text/xml']

export const MEDIA_TYPES = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
} as const

export const PROBLEM_MEDIA_TYPES = {
  json: 'application/problem+json; charset=utf-8',
  xml: 'application/problem+xml; charset=utf-8',
} as const

const builder = new XMLBuilder({ format: false, suppressEmptyNode: true, ignoreAttributes: true })

/** The format to answer in, or undefined if the client accepts neither. */
export function acceptedFormat(request: IncomingMessage): Format | undefined {
  const { accept } = request.headers
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return 'json'
  // A problem type is how its base type is asked for by those who only want errors; UTF-8 is what everything is in.
  const plain = accept.replaceAll('problem+', '').replaceAll(/;\s*charset="?utf-8"?/gi, '')
  const asked = { headers: { accept: plain } }
  const chosen = new Negotiator(asked).mediaType(OFFERED)
  if (chosen === undefined) return undefined
  return chosen === 'application/json' ? 'json' : 'xml'
}

export function notAcceptable(): HttpProblem {
  return new HttpProblem(406, {
    code: 'NOT_ACCEPTABLE',
    detail: `The answer can be had as ${OFFERED.join(', ')}; change or leave out the Accept header`,
  })
}

/** Characters that no XML may contain, not even escaped. */
const NOT_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g

/** Whether well-formed text is the same in XML. */
export function isXmlText(text: string): boolean {
  return text.search(NOT_XML) < 0
}

/**
 * Plain data in a format. In XML, an array is its element repeated, what is undefined is left out, and characters that it
 * cannot carry become U+FFFD.
 */
export function encoded(data: unknown, format: Format, element: string): string {
  if (format === 'json') return JSON.stringify(data)
  const xml = builder
    .build({ [element]: data })
    .toWellFormed()
    .replace(NOT_XML, '\ufffd')
  // A carriage return that is not escaped is read as a line feed.
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml.replaceAll('\r', '&#13;')}`
}
