/**
 * Stand-ins for the tools of a cluster, put first in PATH: each knows the calls that were recorded for it, answers them as
 * the real one did, writes down what it was called with, and refuses every other call.
 */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { delimiter, join } from 'node:path'
import { ROOT } from './rendered.ts'

/** As sysexits.h has it for a wrong use. */
const REFUSED = 64

export type Recorded = {
  /** Of the call, separated by spaces; `*` stands for anything. */
  readonly args: string
  readonly prints?: string
  /** Shell commands to run, for what is not only printing. */
  readonly does?: string
  readonly code?: number
}

export type Recordings = Readonly<Record<string, readonly Recorded[]>>

export type Ended = { readonly code: number | null; readonly output: string }

/** What some tools only need to be there for: a system without any of the others. */
const BASICS = [
  ...[
    'awk',
    'basename',
    'cat',
    'cp',
    'cut',
    'date',
    'dirname',
    'env',
    'git',
    'grep',
    'head',
    'make',
  ],
  ...['mktemp', 'node', 'npm', 'printf', 'rm', 'sed', 'sh', 'tail', 'tr', 'xargs', 'sleep', 'ls'],
]

export class StandIns {
  readonly #directory = fs.mkdtempSync(join(os.tmpdir(), 'stand-ins-'))
  readonly #bin = join(this.#directory, 'bin')

  constructor(recordings: Recordings) {
    fs.mkdirSync(this.#bin)
    fs.mkdirSync(join(this.#directory, 'tmp'))
    for (const name of BASICS) {
      const real = (process.env.PATH ?? '')
        .split(delimiter)
        .map(folder => join(folder, name))
        .find(path => fs.existsSync(path))
      if (real !== undefined) fs.symlinkSync(real, join(this.#bin, name))
    }
    for (const [name, recorded] of Object.entries(recordings)) this.#write(name, recorded)
  }

  /** What the tools were called with, in order, one `tool arguments` each, with temporary paths as `<temporary>`. */
  get calls(): string[] {
    const path = join(this.#directory, 'calls')
    if (!fs.existsSync(path)) return []
    const temporary = new RegExp(`${join(this.#directory, 'tmp')}/[^ ,]*`, 'g')
    return fs
      .readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map(call => call.replace(temporary, '<temporary>'))
  }

  /** What a stand-in put into the file of this name in $RECORD. */
  recorded(name: string): string {
    return fs.readFileSync(join(this.#directory, name), 'utf8')
  }

  /** Files left behind in the directory for temporary ones; npm keeps its compiled self there. */
  get leftovers(): string[] {
    const left = fs.readdirSync(join(this.#directory, 'tmp'))
    return left.filter(name => name !== 'node-compile-cache')
  }

  /** Runs a command in the repository that finds these stand-ins, and nothing else but the basics of a system. */
  async run(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: {
        PATH: this.#bin,
        HOME: this.#directory,
        TMPDIR: join(this.#directory, 'tmp'),
        RECORD: this.#directory,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    }
    const code = await new Promise<number | null>(resolve => child.once('close', resolve))
    return { code, output }
  }

  [Symbol.dispose](): void {
    fs.rmSync(this.#directory, { recursive: true })
  }

  #write(name: string, recorded: readonly Recorded[]): void {
    const cases = recorded.map(({ args, prints = '', does = ':', code = 0 }) => {
      const pattern = args.split('*').map(quoted).join('*')
      const print = prints === '' ? ':' : `printf '%s\\n' ${quoted(prints)}`
      return `  ${pattern}) ${print}; ${does}; exit ${String(code)} ;;`
    })
    const script = [
      '#!/bin/sh',
      `printf '%s\\n' "${name} $*" >>"$RECORD/calls"`,
      'case "$*" in',
      ...cases,
      'esac',
      `printf 'the stand-in of ${name} does not know: %s\\n' "$*" >&2`,
      `exit ${String(REFUSED)}`,
    ]
    fs.rmSync(join(this.#bin, name), { force: true })
    fs.writeFileSync(join(this.#bin, name), `${script.join('\n')}\n`, { mode: 0o755 })
  }
}

function quoted(text: string): string {
  return text === '' ? '' : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
