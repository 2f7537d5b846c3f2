/**
 * Writes what follows from the OpenAPI document: the types of its operations, and the validators of their requests.
 *
 *     node app/services/profile-api/gen.ts            write them
 *     node app/services/profile-api/gen.ts --check    only say whether they are fresh; exit code 1 if not
 */
import { generate, writeGenerated } from '#foundation/spec/generate'

const SPEC = new URL('openapi/profile-api-spec.yaml', import.meta.url)

const isCheck = process.argv.includes('--check')
const isFresh = writeGenerated(await generate(SPEC), isCheck)
if (!isFresh) console.error(isCheck ? 'profile-api is stale (run "make gen")' : 'wrote profile-api')
process.exitCode = isCheck && !isFresh ? 1 : 0
