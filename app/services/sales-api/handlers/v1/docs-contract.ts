/** The contract itself, and a page to read it with. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'

export const docsContract = contract({
  openapi: {
    method: 'get',
    path: '/v1/openapi.json',
    tag: 'documentation',
    summary: 'This contract, as OpenAPI 3.1',
    alsoHead: true,
    responses: { 200: { description: 'The document.', body: 'bytes' } },
  },
  docs: {
    method: 'get',
    path: '/docs',
    tag: 'documentation',
    summary: 'A page to read this contract with',
    alsoHead: true,
    responses: { 200: { description: 'HTML.', body: 'bytes' } },
  },
  docsAsset: {
    method: 'get',
    path: '/docs/{file}',
    tag: 'documentation',
    summary: 'What the page is made of',
    alsoHead: true,
    params: z.strictObject({ file: z.string() }),
    responses: {
      200: { description: 'A script or a style sheet.', body: 'bytes' },
      404: { description: 'There is no such file.', body: 'problem' },
    },
  },
})
