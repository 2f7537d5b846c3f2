/** The service as a process, with a PostgreSQL of its own, and its typed client. Every answer is checked against the document. */
import fs from 'node:fs'
import { join } from 'node:path'
import type { Client } from 'openapi-fetch'
import { declaredAnswers } from '#foundation/spec/testing/declared-answers'
import type { RequestDocument } from '#foundation/testing/from-document'
import { checkedClient, TestService } from '#business/web/service/testing/test-service'
import type { paths } from '../openapi/profile-api-types.gen.ts'

export const MAIN = new URL('../main.ts', import.meta.url).pathname
const DOCUMENT = new URL('../openapi/profile-api.json', import.meta.url)

/** What the service starts with. */
export const NO_FLAGS = '{"flags":{}}'

export const document = JSON.parse(fs.readFileSync(DOCUMENT, 'utf8')) as RequestDocument
export const expectDeclared = declaredAnswers(document)

export async function startProfile(): Promise<TestService> {
  return await TestService.start(MAIN, directory => {
    setFlags(directory, NO_FLAGS)
    return { args: ['--log-level=trace', `--flags-file=${flagsFileIn(directory)}`] }
  })
}

/** Of the service with this directory. */
export function setFlags(directory: string, text: string): void {
  fs.writeFileSync(flagsFileIn(directory), text)
}

function flagsFileIn(directory: string): string {
  return join(directory, 'flags.json')
}

export function profileClient(url: string): Client<paths> {
  return checkedClient<paths>(url, expectDeclared)
}
