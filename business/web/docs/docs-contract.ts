/** The contract itself, and a page to read it with. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'

/** Where people begin who know no more than the port. Not part of the API. */
export const rootContract = contract({
  root: {
    method: 'get',
    path: '/',
    tag: 'documentation',
    summary: 'The way to the page',
    query: 'any',
    responses: {
      302: {
        description: 'To the page.',
        headers: z.object({ Location: z.string() }),
        body: 'none',
      },
    },
  },
})

export const docsContract = contract({
  openapi: {
    method: 'get',
    path: '/v1/openapi.json',
    tag: 'documentation',
    summary: 'This contract, as OpenAPI 3.1',
    query: 'any',
    alsoHead: true,
    responses: { 200: { description: 'The document.', body: 'bytes' } },
  },
  docs: {
    method: 'get',
    path: '/docs',
    tag: 'documentation',
    summary: 'A page to read this contract with',
    query: 'any',
    alsoHead: true,
    responses: { 200: { description: 'HTML.', body: 'bytes' } },
  },
  docsAsset: {
    method: 'get',
    path: '/docs/{file}',
    tag: 'documentation',
    summary: 'What the page is made of',
    query: 'any',
    alsoHead: true,
    params: z.strictObject({ file: z.string().meta({ param: { example: 'favicon-32x32.png' } }) }),
    responses: {
      200: { description: 'A script or a style sheet.', body: 'bytes' },
      404: { description: 'There is no such file.', body: 'problem' },
    },
  },
})
