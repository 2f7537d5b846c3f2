/** Words of the command line and of the environment, and what targets make of them. */
import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { all } from './recordings.ts'
import { ROOT } from './rendered.ts'
import type { Ended } from './stand-ins.ts'
import { StandIns } from './stand-ins.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Shows what would be run. */
async function make(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  using standIns = new StandIns(all)
  const options = ['--old-file', 'node_modules/.installed', '--no-print-directory', '--dry-run']
  return await standIns.run('make', [...options, ...words], environment)
}

describe('make', () => {
  it.each([
    ['ROUNDS=1; touch planted', "--rounds='1; touch planted'"],
    ["SEED=it's", "--seed='it'\\''s'"],
    ['SEED=$(shell touch planted)', "--seed='$(shell touch planted)'"],
  ])('hands %s on as one word that nobody executes', async (word, expected) => {
    const { code, output } = await make(['chaos', word])
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining(expected) as string,
    })
    expect(fs.existsSync(join(ROOT, 'planted'))).toBe(false)
  })

  it('refuses a word that is misspelt, and takes settings of the services', async () => {
    const misspelt = await make(['chaos', 'ROUND=5'])
    expect(misspelt.code).not.toBe(0)
    expect(misspelt.output).toContain('no target knows ROUND: there are SEED ROUNDS')
    const makefile = fs.readFileSync(join(ROOT, 'Makefile'), 'utf8')
    const named = [...makefile.matchAll(/## .*/g)].flatMap(
      ([help]) => help.match(/[A-Z_]+(?==)/g) ?? [],
    )
    for (const word of named) {
      expect((await make(['help', `${word}=1`])).code, word).toBe(0)
    }
    expect((await make(['run', 'SALES_LOG_LEVEL=debug'])).code).toBe(0)
  })

  it.each([
    ['liveness-local', 'curl -sS -i --max-time 10 http://localhost:3950/v1/liveness'],
    ['readiness-local', 'curl -sS -i --max-time 10 http://localhost:3950/v1/readiness'],
    ['test-endpoint-local', 'zarf/scripts/test-endpoint localhost:3950'],
    ['load-local', 'zarf/scripts/load localhost:3950 '],
    ['pprof-cpu-local', 'zarf/scripts/profile cpu [::1]:4950 '],
    ['pprof-heap-local', 'zarf/scripts/profile heap [::1]:4950'],
    ['metrics-view-local', '--endpoint http://127.0.0.1:3951/metrics'],
  ])('%s goes where the settings have the services listen', async (target, expected) => {
    const { output } = await make([target], {
      SALES_WEB_API_HOST: '0.0.0.0:3950',
      SALES_WEB_DEBUG_HOST: '[::1]:4950',
      METRICS_EXPVAR_HOST: '127.0.0.1:3951',
    })
    expect(output).toContain(expected)
    expect(output).not.toMatch(/localhost:(3000|3001|4000)/)
  })
})
