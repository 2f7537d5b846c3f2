/** A program of ours as a child process: for tests and tools that need the real thing, killed and started at will. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { MemoryGroup } from './memory-group.ts'

/** How long something may take that is waited for. */
const WAIT_MS_MAX = 300_000
const ASK_EVERY_MS = 10
/** Between two requests that are slow. */
const ASK_EVERY_MS_MAX = 100

const SETPRIV = '/usr/bin/setpriv'

/** On Linux: a command line whose program gets the signal when the process that starts it ends, however that ends. */
export function tied(command: readonly string[], signal: 'KILL' | 'INT' = 'KILL'): string[] {
  return existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', signal, ...command] : [...command]
}

/** A line of its log; lines that are no JSON are left out. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg?: string }

/** All that a program gets of this one's environment, where to find commands and what Node compiled before, and `env`. */
export function environment(
  env: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  return { PATH, NODE_COMPILE_CACHE, ...env }
}

export class Program implements AsyncDisposable {
  readonly #child: ChildProcess
  #output = ''

  /** Starts it with this Node in such an environment, in a group if there is one, and does not wait. */
  constructor(
    main: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    group?: MemoryGroup,
  ) {
    const joining = group ? ['sh', '-c', 'echo $$ > "$0"; exec "$@"', group.joinFile] : []
    const [command = '', ...rest] = [...joining, ...tied([process.execPath, main, ...args])]
    this.#child = spawn(command, rest, {
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text))
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Everything it printed so far. */
  get output(): string {
    return this.#output
  }

  /** What was being written when it ended may have been printed twice, and is here once. */
  get log(): LogLine[] {
    return [...new Set(this.#output.split('\n'))].flatMap(line => {
      try {
        return [JSON.parse(line) as LogLine]
      } catch {
        return []
      }
    })
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Resolves with its exit code, null if a signal ended it, when all its output has been read. */
  async ended(): Promise<number | null> {
    if (this.#child.stdout?.closed !== true || !this.hasEnded) {
      await new Promise(resolve => this.#child.once('close', resolve))
    }
    return this.#child.exitCode
  }

  /** Without warning. */
  async kill(): Promise<void> {
    this.signal('SIGKILL')
    await this.ended()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
  }

  /** Asks it to end; resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.signal('SIGTERM')
    return await this.ended()
  }

  /** Resolves with the first log line that says this; rejects with its output when it ends without. */
  async logged(message: string): Promise<LogLine> {
    return await until(
      () => {
        // Asked again and again: it is parsed only when it is there.
        const isThere = this.#output.includes(JSON.stringify(message))
        const line = isThere ? this.log.find(({ msg }) => msg === message) : undefined
        if (!line && this.hasEnded) throw new Error(`it ended:\n${this.#output}`)
        return line
      },
      () => `"${message}" was not logged:\n${this.#output}`,
    )
  }
}

/**
 * Asks again and again until there is an answer; rejects with `message` after `msMax`. Give another limit only where the time
 * is what is asked for: a busy machine is no fault of what is waited for.
 */
export async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  message: () => string,
  msMax = WAIT_MS_MAX,
): Promise<T> {
  let askedAt = performance.now()
  const deadline = askedAt + msMax
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    const answeredAt = performance.now()
    if (answeredAt > deadline) throw new Error(message())
    // A request takes time of what is waited for.
    const pause = Math.min(10 * (answeredAt - askedAt), ASK_EVERY_MS_MAX)
    await new Promise(resolve => setTimeout(resolve, Math.max(pause, ASK_EVERY_MS)))
    askedAt = performance.now()
  }
}
