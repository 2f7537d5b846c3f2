/** Checks a file of rendered manifests: prints how many there are, or all that is wrong. Exit codes: 0, 1; 2 without a file. */
import { readFileSync } from 'node:fs'
import { InvalidManifests, checkManifests } from './manifests.ts'

const [path] = process.argv.slice(2)
if (path === undefined) {
  console.error('usage: node zarf/manifests/main.ts FILE')
  process.exit(2)
}
try {
  const manifests = checkManifests(readFileSync(path, 'utf8'))
  console.log(`${String(manifests.length)} manifests, all valid`)
} catch (error) {
  if (!(error instanceof InvalidManifests)) throw error
  console.error(`These manifests are not valid:\n${error.message}`)
  process.exitCode = 1
}
