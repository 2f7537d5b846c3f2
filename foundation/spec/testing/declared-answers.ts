/** Answers held against an OpenAPI document. Only for tests. */
import { expect } from 'vitest'
import { answerCheck } from '../answers.ts'

/** Fails if the answer of an operation, named by its method and its path in the document, is not what the document says. */
export type ExpectDeclared = (method: string, path: string, response: Response) => Promise<void>

export function declaredAnswers(document: unknown): ExpectDeclared {
  const wrongAnswer = answerCheck(document)
  return async (method, path, response) => {
    const { status, headers } = response
    const text = await response.clone().text()
    const mediaType = headers.get('content-type')?.split(';', 1)[0]
    const data: unknown = mediaType?.endsWith('json') ? JSON.parse(text) : undefined
    const what = `${method} ${path}: ${String(status)} ${text}`
    expect(wrongAnswer(method, path, { status, headers, mediaType, data }), what).toBeUndefined()
  }
}
