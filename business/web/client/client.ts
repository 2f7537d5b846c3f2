/**
 * A client of sales-api whose types come from the committed OpenAPI document. Keys are text everywhere, in requests as in
 * answers: %XX stands for a byte, %25 for a percent sign.
 */
import type { Client } from 'openapi-fetch'
import createClient, { createQuerySerializer, defaultPathSerializer } from 'openapi-fetch'
import type { paths } from './openapi.gen.ts'

export type SalesClient = Client<paths>

/** `baseUrl` without a slash at its end: `http://localhost:3000`. */
export function salesClient(baseUrl: string): SalesClient {
  const query = createQuerySerializer()
  return createClient<paths>({
    baseUrl,
    querySerializer: given => bytesAsGiven(query(given)),
    pathSerializer: (path, given) => {
      for (const part of Object.values(given)) refuseDots(String(part))
      return bytesAsGiven(defaultPathSerializer(path, given))
    },
  })
}

/** What stands for a byte in the text of a key was taken for three characters, and its percent sign escaped. */
function bytesAsGiven(escaped: string): string {
  return escaped.replaceAll(/%25([0-9a-fA-F]{2})/g, '%$1')
}

/** URLs leave these parts of a path out, also when they are escaped, so that the request would go to another path. */
function refuseDots(part: string): void {
  if (!/^(\.|%2e){1,2}$/i.test(part)) return
  throw new TypeError(`A path cannot carry the key ${part}; a query or a transaction can`)
}
