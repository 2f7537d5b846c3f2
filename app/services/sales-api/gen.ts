/**
 * Writes what follows from the code: the OpenAPI document and the types of the client from the contracts, and the pages of
 * the docs that list settings, metrics and commands. All of them are committed.
 *
 *     node app/services/sales-api/gen.ts            write them
 *     node app/services/sales-api/gen.ts --check    only say whether they are fresh; exit code 1 if not
 */
import fs from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'
import * as prettier from 'prettier'
import { openApiDocument } from '#foundation/web/openapi'
import { contracts } from './handlers/v1/contracts.ts'
import { metricsPage, respPage, settingsPage } from './reference.ts'

const DOCUMENT = new URL('openapi.json', import.meta.url)
const CLIENT = new URL('../../../business/web/client/openapi.gen.ts', import.meta.url)
const SETTINGS = new URL('../../../docs/settings.md', import.meta.url)
const METRICS = new URL('../../../docs/metrics.md', import.meta.url)
const RESP = new URL('../../../docs/protocol/resp.md', import.meta.url)

const info = {
  info: {
    title: 'sales-api',
    version: '1.0.0',
    summary: 'A durable key-value and stream store',
    description:
      'Writes are durable when they are answered. Errors are problem details (RFC 9457) with a stable `code`. ' +
      'Retry what failed without an answer with the same `Idempotency-Key`.',
    license: { name: 'Proprietary', url: 'https://example.org/license' },
  },
  servers: [{ url: '/', description: 'This service' }],
  // There is no authentication yet.
  security: [],
  tags: [
    { name: 'keys', description: 'Values under keys' },
    { name: 'streams', description: 'Entries in the order in which they were appended' },
    { name: 'transactions', description: 'Several keys at once' },
    { name: 'leases', description: 'Times to live that own keys' },
    { name: 'watch', description: 'Changes as they happen' },
    { name: 'history', description: 'The past' },
    { name: 'probes', description: 'For balancers' },
    { name: 'documentation', description: 'This document' },
  ],
}

const document = openApiDocument(contracts, info)
const types = astToString(await openapiTS(document as Parameters<typeof openapiTS>[0]))
const files = [
  { path: DOCUMENT, content: `${JSON.stringify(document, undefined, 2)}\n` },
  {
    path: CLIENT,
    content: await prettier.format(`/* Made by make gen from the contracts. */\n${types}`, {
      ...(await prettier.resolveConfig(CLIENT.pathname)),
      parser: 'typescript',
    }),
  },
  { path: SETTINGS, content: settingsPage() },
  { path: METRICS, content: await metricsPage() },
  { path: RESP, content: respPage() },
]

let isStale = false
for (const { path, content } of files) {
  const found = fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : ''
  if (found === content) continue
  if (process.argv.includes('--check')) {
    isStale = true
    console.error(`stale: ${path.pathname} (run "make gen")`)
  } else {
    fs.writeFileSync(path, content)
    console.log(`wrote ${path.pathname}`)
  }
}
process.exitCode = isStale ? 1 : 0
