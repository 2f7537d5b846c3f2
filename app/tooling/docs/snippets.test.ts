import { execFile, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Program } from '#foundation/program/program'
import { missingVariables } from '#foundation/quota/flags'
import { Page, pages, ROOT } from './page.ts'
import { answerPattern, commandsOf, runnableBlocks } from './snippet.ts'

const SALES_API = 'app/services/sales-api/main.ts'
/** curl says so when its `--max-time` is over, which is how a watch is ended. */
const CURL_TIMED_OUT = 28

/** What npx starts, without npm, which takes longer to start than what it starts. A test of admin starts it by npx. */
const NPX = `npx() {
  program=$1; shift
  case $program in
    node) '${process.execPath}' "$@" ;;
    admin) '${process.execPath}' app/tooling/admin/main.ts "$@" ;;
    *) echo "npx of these tests does not know $program" >&2; return 1 ;;
  esac
}
`

type Outcome = { readonly code: number | null; readonly printed: string; readonly errors: string }

function sh(command: string): Promise<Outcome> {
  return new Promise(resolve => {
    const child = execFile(
      'sh',
      ['-euc', NPX + command],
      { cwd: ROOT },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, printed: stdout.trim(), errors: stderr })
      },
    )
  })
}

/** The service, on free ports. As in the image: without these variables it would start a second time. */
async function startService(directory: string): Promise<{ program: Program; place: Place }> {
  const places = [
    '--web-api-host=127.0.0.1:0',
    '--web-debug-host=127.0.0.1:0',
    '--resp-host=127.0.0.1:0',
  ]
  const args = [...places, `--store-dir=${directory}`]
  const program = new Program(join(ROOT, SALES_API), args, missingVariables(process.platform, {}))
  await program.logged('ready')
  const { api, debug } = await program.logged('listening')
  const place = (text: string): string =>
    text
      .replaceAll('localhost:3000', `127.0.0.1:${String(api)}`)
      .replaceAll('localhost:4000', `127.0.0.1:${String(debug)}`)
  return { program, place }
}

/** Puts the real addresses in the place of those in the page. */
type Place = (text: string) => string

const runnable = pages().filter(page => runnableBlocks(page).length > 0)

it('there are pages with commands, a program that runs them, and a command in each block', () => {
  expect(runnable.length).toBeGreaterThan(5)
  expect(spawnSync('curl', ['--version']).status, 'curl: apt-get install curl').toBe(0)
  const empty = runnable.filter(page =>
    runnableBlocks(page).some(block => commandsOf(block).length === 0),
  )
  expect(empty.map(({ path }) => path)).toEqual([])
})

describe.concurrent.each(runnable.map(page => [page.path, page] as const))('%s', (_path, page) => {
  it('has commands that answer what it says, one after the other on a new store', async () => {
    const directory = fs.mkdtempSync(join(os.tmpdir(), 'docs-'))
    const { program, place } = await startService(directory)
    try {
      for (const { text, answer } of runnableBlocks(page).flatMap(commandsOf)) {
        const { code, printed, errors } = await sh(place(text))
        const isTimedOut = code === CURL_TIMED_OUT && text.includes(' -m ')
        expect(isTimedOut ? 0 : code, `${text}\n${errors}`).toBe(0)
        if (answer !== undefined) expect(printed, text).toMatch(answerPattern(place(answer)))
      }
    } finally {
      await program.kill()
      fs.rmSync(directory, { recursive: true })
    }
  })
})

describe('the README', () => {
  const readme = new Page('README.md')
  const [run, outbox, keys, test] = readme.blocks

  it('has the commands that run and test, each in a block of its own, and runs what these tests start', () => {
    expect([run, test]).toMatchObject([
      { text: 'make run\n', flags: ['no-run'] },
      { text: 'make test\n', flags: ['no-run'] },
    ])
    // What is installed already is not to be installed by a test.
    const { stdout } = spawnSync('make', ['-n', '-o', 'node_modules/.installed', 'run'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    expect(stdout).toContain(`node ${SALES_API}\n`)
  })

  it('has the outbox first: a put, a transaction that compares, puts and appends, and the tail', () => {
    const lines = outbox ? commandsOf(outbox) : []
    expect(lines.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^curl -X PUT localhost:3000\/v1\/kv\//),
      expect.stringMatching(
        /^curl localhost:3000\/v1\/txn .*"compare":.*"op":"put".*"op":"append"/,
      ),
      expect.stringMatching(/^curl .*'localhost:3000\/v1\/streams\/\w+\/tail\?/),
    ])
    expect(lines.every(({ answer }) => answer !== undefined)).toBe(true)
  })

  it('has requests for keys: get, a put whose condition fails, list, watch', () => {
    const lines = keys ? commandsOf(keys) : []
    expect(lines.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^curl localhost:3000\/v1\/kv\//),
      expect.stringMatching(/^curl -X PUT localhost:3000\/v1\/kv\/.* -H 'If-/),
      expect.stringMatching(/^curl 'localhost:3000\/v1\/kv\?prefix=/),
      expect.stringMatching(/^curl .*'localhost:3000\/v1\/watch\?/),
    ])
    expect(lines.every(({ answer }) => answer !== undefined)).toBe(true)
    expect(lines[1]?.answer).toContain('"status":412')
  })
})

describe('a block of commands', () => {
  const block = (text: string) => ({ language: 'sh', flags: [], text })

  it('pairs each command with the comments below it', () => {
    expect(commandsOf(block('curl a\n# one\n#\n# two\n\ncurl b \\\n  c\n'))).toEqual([
      { text: 'curl a', answer: 'one\n\ntwo' },
      { text: 'curl b   c', answer: undefined },
    ])
  })

  it('with a program that could do harm is refused', () => {
    expect(() => commandsOf(block('rm -rf data\n'))).toThrow('mark the block no-run: rm -rf data')
  })

  it('has answers in which only an ellipsis stands for anything', () => {
    expect('{"a":[1],"id":"77"}').toMatch(answerPattern('{"a":[1],"id":"…"}'))
    expect('{"a":[2],"id":"77"}').not.toMatch(answerPattern('{"a":[1],"id":"…"}'))
    expect('{"a":1}').not.toMatch(answerPattern('{"a".1}'))
  })
})
