/** The owner of background work: the end waits for everything that runs. */
import { strict as assert } from 'node:assert'
import type { Clock } from '#foundation/host/host'

export const FAILED_PAUSE_MS_MAX = 10_000

export type Job = (signal: AbortSignal) => Promise<void>

/** A job failed. The others go on. */
export type OnFailed = (name: string, error: unknown) => void

export class Workers {
  readonly #clock: Clock
  readonly #jobsMax: number
  readonly #onFailed: OnFailed
  readonly #abort = new AbortController()
  readonly #running = new Map<symbol, { readonly name: string; readonly done: Promise<void> }>()

  constructor(clock: Clock, jobsMax: number, onFailed: OnFailed) {
    this.#clock = clock
    this.#jobsMax = jobsMax
    this.#onFailed = onFailed
  }

  /** Names of the jobs that run, oldest first. */
  get running(): string[] {
    return [...this.#running.values()].map(({ name }) => name)
  }

  /** Runs a job until it ends or `shutdown` aborts its signal. */
  start(name: string, job: Job): void {
    assert(!this.#abort.signal.aborted, `${name} cannot start: the workers are shut down`)
    assert(this.#running.size < this.#jobsMax, `${name} cannot start: too many jobs run`)
    const id = Symbol(name)
    const { promise: done, resolve } = Promise.withResolvers<undefined>()
    // First, as the job may start others at once.
    this.#running.set(id, { name, done })
    void this.#run(name, job).finally(() => {
      this.#running.delete(id)
      resolve(undefined)
    })
  }

  /**
   * Runs a round of work again and again, `ms` after the end of the one before. As long as rounds fail, each pause is twice
   * the one before, up to `FAILED_PAUSE_MS_MAX`, or `ms` if that is longer.
   */
  every(name: string, ms: number, round: Job): void {
    this.start(name, async signal => {
      let pauseMs = ms
      while (await this.#pause(pauseMs, signal)) {
        try {
          await round(signal)
          pauseMs = ms
        } catch (error) {
          this.#report(name, error)
          pauseMs = Math.max(ms, Math.min(2 * pauseMs, FAILED_PAUSE_MS_MAX))
        }
      }
    })
  }

  /** Aborts all jobs and resolves when they have ended, with the names of those that did not in time. */
  async shutdown(timeoutMs: number): Promise<string[]> {
    this.#abort.abort()
    const all = Promise.all([...this.#running.values()].map(({ done }) => done))
    await new Promise<void>(resolve => {
      const timer = this.#clock.after(timeoutMs, resolve)
      void all.then(() => {
        timer.cancel()
        resolve()
      })
    })
    return this.running
  }

  async #run(name: string, job: Job): Promise<void> {
    try {
      await job(this.#abort.signal)
    } catch (error) {
      this.#report(name, error)
    }
  }

  /** What fails because it was told to stop has not failed. */
  #report(name: string, error: unknown): void {
    if (!this.#abort.signal.aborted) this.#onFailed(name, error)
  }

  /** False when the pause was cut short by the end of all work. */
  #pause(ms: number, signal: AbortSignal): Promise<boolean> {
    // Aborted during a round: the event is past, and no listener would hear of it.
    if (signal.aborted) return Promise.resolve(false)
    return new Promise(resolve => {
      const done = (): void => {
        timer.cancel()
        signal.removeEventListener('abort', done)
        resolve(!signal.aborted)
      }
      const timer = this.#clock.after(ms, done)
      signal.addEventListener('abort', done)
    })
  }
}
