/** The process of a service: what it prints before it has a log, how it is asked to end, and how it ends. */
import { readFileSync } from 'node:fs'
import type { Configured, SettingTable } from '#foundation/conf/conf'
import type { Logger, Logging } from '#foundation/logger/logger'
import { onStopSignals } from './signals.ts'

/** What was built and when, as the image says it in these variables; the date is empty if nothing was. */
export function buildOf({ BUILD_REF: ref = 'develop', BUILD_DATE: date = '' }: NodeJS.ProcessEnv) {
  const packageJson = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(packageJson) as { version: string }
  const built = [ref, date].filter(text => text !== '').join(', ')
  return { ref, date, version: `${version} (${built})` }
}

/** Whatever NODE_ENV is but development, test or nothing: a name that is not known makes nothing laxer. */
export function isProduction(environment = ''): boolean {
  return !['', 'development', 'test'].includes(environment)
}

/** Ends the process with 0 after `--help` and `--version`, and with 2 if the configuration is wrong. */
export function configuredOrEnd<T extends SettingTable>(
  configured: Configured<T>,
): Extract<Configured<T>, { kind: 'run' }> {
  if (configured.kind === 'run') return configured
  const { text, isError } = configured
  ;(isError ? process.stderr : process.stdout).write(text)
  process.exit(isError ? 2 : 0)
}

/** The text for standard error if an error says that a setting cannot be used; undefined for every other error. */
export type Explain = (error: unknown) => string | undefined

export class ServiceProcess {
  readonly logging: Logging
  readonly log: Logger
  readonly #explain: Explain
  readonly #stop = new AbortController()

  /** Ends the process with 2 if the log cannot be opened. */
  static start(openLog: () => Logging, explain: Explain): ServiceProcess {
    try {
      return new ServiceProcess(openLog(), explain)
    } catch (error) {
      const text = explain(error)
      if (text === undefined) throw error
      process.stderr.write(text)
      process.exit(2)
    }
  }

  private constructor(logging: Logging, explain: Explain) {
    this.logging = logging
    this.log = logging.logger('main')
    this.#explain = explain
    onStopSignals(
      signal => {
        this.log.info({ signal }, 'stopping')
        this.#stop.abort()
      },
      signal => {
        this.log.warn({ signal }, 'forced to stop')
        this.end(130)
      },
    )
    process.on('SIGHUP', () => {
      this.#reopenLog()
    })
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(event, (error: unknown) => {
        this.log.fatal({ error }, `${event}: stopping at once`)
        this.end(1)
      })
    }
  }

  /**
   * Lives until `life` resolves with the exit code; `stop` aborts when a signal asks the process to end. If `life` rejects,
   * the code is 0 if the reason is that of `stop`, 2 if a setting cannot be used, and otherwise 1.
   */
  async run(life: (stop: AbortSignal) => Promise<number>): Promise<never> {
    const stop = this.#stop.signal
    try {
      this.#stopped(await life(stop))
    } catch (error) {
      // Asked to end before it was ready.
      if (stop.aborted && error === stop.reason) this.#stopped(0)
      this.log.fatal({ error }, 'cannot start')
      const text = this.#explain(error)
      if (text === undefined) this.end(1)
      process.stderr.write(text)
      this.end(2)
    }
  }

  #stopped(code: number): never {
    this.log.info({ code }, 'stopped')
    this.end(code)
  }

  end(code: number): never {
    this.logging.flush()
    process.exit(code)
  }

  /** logrotate sends SIGHUP after it has renamed the log file. */
  #reopenLog(): void {
    try {
      const isReopened = this.logging.reopen()
      const message = isReopened
        ? 'the log file was reopened'
        : 'SIGHUP ignored: there is no log file'
      this.log.info({}, message)
    } catch (error) {
      const message = 'the log file cannot be reopened: the service goes on with the old one'
      this.log.error({ error }, message)
    }
  }
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => {
      resolve()
    })
  })
}
