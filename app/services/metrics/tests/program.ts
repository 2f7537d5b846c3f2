/** The real program as a process of its own, on free ports, and what it serves. Only for tests. */
import type { LogLine } from '#foundation/program/program'
import { Program, until } from '#foundation/program/program'
import type { Read } from './expvarmon.ts'
import { readAsExpvarmon } from './expvarmon.ts'
import type { Family } from './prometheus-text.ts'
import { parsePrometheusText } from './prometheus-text.ts'

export const MAIN = new URL('../main.ts', import.meta.url).pathname

export const INTERVAL_MS = 100
/** Quick enough for a test to see values come, grow stale and go. */
const QUICK = [
  `--collect-interval=${String(INTERVAL_MS)}ms`,
  ...['--collect-timeout=1s', '--collect-keep=2s'],
]

export class MetricsProgram implements AsyncDisposable {
  readonly program: Program
  #listening: LogLine = {}

  /** Resolves when it is ready; rejects with its output when it ends before. */
  static async start(collectFrom: string, ...args: readonly string[]): Promise<MetricsProgram> {
    const metrics = new MetricsProgram([`--collect-from=${collectFrom}`, ...args])
    try {
      metrics.#listening = await metrics.program.logged('listening')
      await metrics.program.logged('ready')
      return metrics
    } catch (error) {
      if (!metrics.program.hasEnded) await metrics.program.kill()
      throw error
    }
  }

  private constructor(args: readonly string[]) {
    const anyPort = ['web-debug', 'expvar', 'prometheus'].map(name => `--${name}-host=127.0.0.1:0`)
    this.program = new Program(MAIN, [...anyPort, ...QUICK, ...args])
  }

  /** Of a server it runs; undefined if it does not run that one. */
  url(server: 'debug' | 'expvar' | 'prometheus'): string | undefined {
    const port = this.#listening[server]
    return typeof port === 'number' ? `http://127.0.0.1:${String(port)}` : undefined
  }

  async get(server: 'debug' | 'expvar' | 'prometheus', path: string): Promise<Response> {
    return await fetch(`${this.url(server) ?? ''}${path}`)
  }

  async expvar(): Promise<Read> {
    return readAsExpvarmon(await (await this.get('expvar', '/metrics')).text())
  }

  async prometheus(): Promise<Map<string, Family>> {
    return parsePrometheusText(await (await this.get('prometheus', '/metrics')).text())
  }

  /** Resolves with the first document in expvar format for which it holds. */
  async expvarWhere(holds: (document: Read['document']) => boolean): Promise<Read['document']> {
    let last: unknown
    return await until(
      async () => {
        const { document } = await this.expvar()
        last = document
        return holds(document) ? document : undefined
      },
      () => `it never came to that, but: ${JSON.stringify(last)}\n${this.program.output}`,
    )
  }

  /** Resolves with the warnings it logged once there are this many: a line may come after the answer that tells the same. */
  async warnings(count: number): Promise<LogLine[]> {
    const logged = (): LogLine[] => this.program.log.filter(({ level }) => level === 'warn')
    return await until(
      () => (logged().length >= count ? logged() : undefined),
      () => `it did not warn ${String(count)} times:\n${this.program.output}`,
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.kill()
  }
}
