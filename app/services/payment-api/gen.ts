/**
 * Writes what follows from the OpenAPI document: the types of its operations, and the validators of their requests.
 *
 *     node app/services/payment-api/gen.ts              write them
 *     node app/services/payment-api/gen.ts --check      only say whether they are fresh, and whether clients of the released
 *                                                       document can go on; exit code 1 if not
 *     node app/services/payment-api/gen.ts --release    say that this document is the released one
 */
import { genCommand } from '#foundation/spec/generate'

const SPEC = new URL('openapi/payment-api-spec.yaml', import.meta.url)

const { code, text } = await genCommand(SPEC, process.argv.slice(2))
if (text !== '') console.error(text)
process.exitCode = code
