import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Program } from '#foundation/program/program'
import { missingVariables } from '#foundation/quota/flags'
import { ERROR_CODES } from '#business/web/v1/problems'
import { Page, ROOT, tableRows } from './page.ts'

const MAIN = 'app/services/sales-api/main.ts'

/** Everything that sales-api is made of. */
const sources = fs
  .globSync(['app/services/sales-api/**/*.ts', '{business,foundation}/**/*.ts'], { cwd: ROOT })
  .filter(path => !/\.(test|gen)\.ts$|\/tests\/|\/test-|-suite\.ts$/.test(path))
  .map(path => fs.readFileSync(join(ROOT, path), 'utf8'))

/** Codes of problems and of errors, with the status where the two stand together. */
function codesInSources(): Map<string, number | undefined> {
  const codes = new Map<string, number | undefined>([['INTERNAL', 500]])
  for (const [code, { status }] of Object.entries(ERROR_CODES)) codes.set(code, status)
  for (const source of sources) {
    for (const [, code = ''] of source.matchAll(/\bcode(?::| =) [^'\n]*'([A-Z_]+)'/g)) {
      codes.set(code, codes.get(code))
    }
    for (const [, status, code = ''] of source.matchAll(
      /HttpProblem\(\s*(\d{3}),\s*\{\s*code: '([A-Z_]+)'/g,
    )) {
      codes.set(code, Number(status))
    }
  }
  return codes
}

describe('docs/errors.md', () => {
  const page = new Page('docs/errors.md')
  const answered = tableRows(page.section('What is answered'))
  const logged = tableRows(page.section('What is logged'))
  const ofBackups = tableRows(page.section('What backups say'))
  const ofDatabases = tableRows(page.section('What PostgreSQL says'))
  const inSources = codesInSources()

  it('has every code that is in the code, and no other', () => {
    const documented = [...answered, ...logged, ...ofBackups, ...ofDatabases].map(([code]) => code)
    expect(new Set(documented)).toEqual(new Set(inSources.keys()))
  })

  it('has the status that each problem is answered with', () => {
    const wrong = answered.filter(([code = '', status]) => {
      const actual = inSources.get(code)
      return actual !== undefined && String(actual) !== status
    })
    expect(wrong).toEqual([])
  })

  it('has every problem that is answered among the answered ones', () => {
    const withStatus = [...inSources].filter(([, status]) => status !== undefined)
    const documented = new Set(answered.map(([code]) => code))
    expect(withStatus.map(([code]) => code).filter(code => !documented.has(code))).toEqual([])
  })

  it('has the exit codes that main.ts lists', () => {
    const main = fs.readFileSync(join(ROOT, MAIN), 'utf8')
    const listed = /Exit codes: ([^]*?)\*\//.exec(main)?.[1]?.split(';') ?? []
    const codes = listed.map(text => /\d+/.exec(text)?.[0])
    expect(codes.length).toBeGreaterThan(3)
    expect(tableRows(page.section('Exit codes')).map(([code]) => code)).toEqual(codes)
  })
})

/** Starts the service on free ports with a new store, and ends it afterwards. */
async function withService(act: (api: string, debug: string) => Promise<void>): Promise<void> {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'docs-'))
  const places = [
    '--web-api-host=127.0.0.1:0',
    '--web-debug-host=127.0.0.1:0',
    '--resp-host=127.0.0.1:0',
  ]
  const args = [...places, `--store-dir=${directory}`]
  const program = new Program(join(ROOT, MAIN), args, missingVariables(process.platform, {}))
  try {
    await program.logged('ready')
    const { api, debug } = await program.logged('listening')
    await act(`http://127.0.0.1:${String(api)}`, `http://127.0.0.1:${String(debug)}`)
  } finally {
    await program.kill()
    fs.rmSync(directory, { recursive: true })
  }
}

describe('the service', () => {
  it('tells the metrics that docs/metrics.md has, and no other', async () => {
    const page = new Page('docs/metrics.md')
    const documented = page.code.filter(code => /^[a-z]+_[a-z0-9_]+$/.test(code))
    const linuxOnly = /On Linux also (.*)\./.exec(page.section('Process'))?.[1] ?? ''
    const expected = documented.filter(
      name => process.platform === 'linux' || !linuxOnly.includes(`\`${name}\``),
    )
    await withService(async (_api, debug) => {
      const text = await (await fetch(`${debug}/metrics`)).text()
      const told = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
      expect(new Set(told)).toEqual(new Set(expected))
    })
  })
})
