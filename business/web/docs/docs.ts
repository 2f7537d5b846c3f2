/** The contract and its page over HTTP. Everything comes from this machine: no page loads anything from another one. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { Handlers } from '#foundation/web/app'
import type { docsContract, rootContract } from './docs-contract.ts'
import { SIGNER } from './signer.ts'

const pageOf = (title: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="docs/swagger-ui.css">
    <link rel="icon" href="docs/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`

/**
 * Answers are shown by their schemas, flushed: examples of a dozen errors would hide what was answered. Without colours, which
 * take the browser seconds for long answers.
 */
const startOf = (more: string): string => `SwaggerUIBundle({
  url: '/v1/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  defaultModelRendering: 'model',
  defaultModelExpandDepth: 0,
  defaultModelsExpandDepth: 0,
  syntaxHighlight: false,
  ${more}
})
`

/** Swagger UI styles elements in place, has icons in data URLs and shows images from its own memory; scripts come from here only. */
const POLICY =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"

const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

const gzip = promisify(zlib.gzip)
/** Leaves out a coding that is refused, `gzip;q=0`. */
const TAKES_GZIP = /(?:^|[\s,])(?:gzip|\*)(?=\s*(?:[;,]|$))(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i

export const rootHandlers: Handlers<typeof rootContract> = {
  root: () => ({ status: 302, headers: { Location: 'docs' } }),
}

/** `document` is the contract, as JSON. `isSigned` says that its requests are signed, which the page then does. */
export function docsHandlers(
  title: string,
  document: Buffer,
  isSigned: boolean,
): Handlers<typeof docsContract> {
  const start = isSigned ? startOf('requestInterceptor: signed,') + SIGNER : startOf('')
  const page = Buffer.from(pageOf(title))
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  /** Each from when it was first asked for. */
  const compressed = new Map<string, Buffer>()
  return {
    openapi: () => ({
      status: 200,
      bytes: document,
      contentType: 'application/json; charset=utf-8',
    }),

    docs: () => ({
      status: 200,
      headers: { 'Content-Security-Policy': POLICY },
      bytes: page,
      contentType: 'text/html; charset=utf-8',
    }),

    docsAsset: async ({ params: { file } }, { request }) => {
      if (file === 'start.js') {
        const contentType = 'text/javascript; charset=utf-8'
        return { status: 200, bytes: Buffer.from(start), contentType }
      }
      const contentType = Object.hasOwn(ASSETS, file) ? ASSETS[file] : undefined
      if (contentType === undefined) {
        const detail = 'There is no such file; the page is /docs'
        return { status: 404, problem: { code: 'NO_SUCH_ROUTE', detail } }
      }
      const path = join(assets, file)
      const Vary = 'Accept-Encoding'
      if (!TAKES_GZIP.test(request.headers['accept-encoding'] ?? '')) {
        return { status: 200, headers: { Vary }, bytes: await readFile(path), contentType }
      }
      const bytes = compressed.get(file) ?? (await gzip(await readFile(path)))
      compressed.set(file, bytes)
      const headers = { Vary, 'Content-Encoding': 'gzip' }
      return { status: 200, headers, bytes, contentType }
    },
  }
}
