/** A client of sales-api whose types come from the committed OpenAPI document. */
import type { Client } from 'openapi-fetch'
import createClient from 'openapi-fetch'
import type { paths } from './openapi.gen.ts'

export type SalesClient = Client<paths>

/** `baseUrl` without a slash at its end: `http://localhost:3000`. */
export function salesClient(baseUrl: string): SalesClient {
  return createClient<paths>({ baseUrl })
}
