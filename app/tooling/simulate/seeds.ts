/** Runs the simulation of several nodes with many seeds, on all processors. */
import { Worker } from 'node:worker_threads'

/** What a thread does. */
export type Share = { readonly first: number; readonly step: number; readonly last: number }

export type Counts = {
  readonly answered: number
  readonly kills: number
  readonly installed: number
  readonly simulatedMs: number
}

export type Outcome =
  | { readonly kind: 'clean'; readonly seed: number; readonly counts: Counts }
  | { readonly kind: 'failed'; readonly seed: number; readonly why: string }

/** Of a thread. Nearly all that a seed makes is soon garbage, and collecting it took an eighth of the time with the default. */
const YOUNG_MIB = 128

export class Seeds {
  readonly #last: number
  /** The next seed of each thread. */
  readonly #next: number[]
  #done = 0
  #counts: Counts = { answered: 0, kills: 0, installed: 0, simulatedMs: 0 }
  readonly #workers: Worker[] = []

  constructor(first: number, count: number, threads: number) {
    this.#last = first + count - 1
    this.#next = Array.from({ length: Math.min(threads, count) }, (_, index) => first + index)
  }

  /** All seeds before it ran clean, as long as none has failed. */
  get next(): number {
    return Math.min(...this.#next, this.#last + 1)
  }

  get done(): number {
    return this.#done
  }

  get counts(): Counts {
    return this.#counts
  }

  /** Resolves with the first failure, or when all seeds ran clean. Rejects when a thread fails. */
  async run(): Promise<Extract<Outcome, { kind: 'failed' }> | undefined> {
    const failed = Promise.withResolvers<Extract<Outcome, { kind: 'failed' }>>()
    const threads = this.#next.map(async (first, index) => {
      const share: Share = { first, step: this.#next.length, last: this.#last }
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        workerData: share,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
      })
      this.#workers.push(worker)
      worker.on('message', (outcome: Outcome) => {
        if (outcome.kind === 'failed') failed.resolve(outcome)
        else this.#count(index, outcome, share.step)
      })
      await new Promise((resolve, reject) => worker.on('error', reject).on('exit', resolve))
    })
    const failure = await Promise.race([Promise.all(threads), failed.promise])
    await Promise.all(this.#workers.map(worker => worker.terminate()))
    return Array.isArray(failure) ? undefined : failure
  }

  #count(
    thread: number,
    { seed, counts }: Extract<Outcome, { kind: 'clean' }>,
    step: number,
  ): void {
    this.#next[thread] = seed + step
    this.#done++
    const { answered, kills, installed, simulatedMs } = this.#counts
    this.#counts = {
      answered: answered + counts.answered,
      kills: kills + counts.kills,
      installed: installed + counts.installed,
      simulatedMs: simulatedMs + counts.simulatedMs,
    }
  }
}
