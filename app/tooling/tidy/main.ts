/** Prints where this repository breaks its own rules. Exit code 0 if nowhere, 1 if somewhere. */
import { readFiles, untidy } from './tidy.ts'

const found = untidy(readFiles(new URL('../../..', import.meta.url).pathname))
for (const { path, line, advice } of found) console.error(`${path}:${String(line)} ${advice}`)
process.exitCode = found.length > 0 ? 1 : 0
