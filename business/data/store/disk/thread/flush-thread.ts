/** The flush worker as the main thread sees it: it answers one request at a time. */
import { Worker } from 'node:worker_threads'
import { DiskFull } from '#foundation/host/host'
import { StoreDamaged } from '../../damage.ts'
import { ExitGate } from './exit-gate.ts'
import type { FlushRequest, FlushResponse, FlushWorkerData } from './flush-worker.ts'

export class FlushThread {
  readonly #worker: Worker
  readonly #gate: ExitGate
  #ended: Promise<unknown> | undefined
  #pending: Promise<unknown> = Promise.resolve()
  #settle: ((outcome: FlushResponse | Error) => void) | undefined
  #stopped: Error | undefined

  /** Resolves when the worker has opened the store. */
  static async start(directory: string): Promise<FlushThread> {
    const thread = new FlushThread(directory)
    await thread.#next()
    return thread
  }

  private constructor(directory: string) {
    const gate = ExitGate.buffer()
    const workerData: FlushWorkerData = { directory, gate }
    this.#gate = new ExitGate(gate)
    const onExit = exitThrough(this.#gate)
    process.on('exit', onExit)
    this.#worker = new Worker(new URL('./flush-worker.ts', import.meta.url), { workerData })
    this.#worker.on('message', (response: FlushResponse) => {
      this.#settle?.(response)
    })
    this.#worker.on('error', error => {
      this.#stop(error instanceof Error ? error : new Error(String(error)))
    })
    this.#worker.on('exit', code => {
      process.off('exit', onExit)
      this.#stop(new Error(`The flush worker ended with code ${String(code)}`))
    })
  }

  /** Rejects with `DiskFull` or `StoreDamaged`, or with anything else when the worker is of no more use. */
  request(request: FlushRequest): Promise<FlushResponse> {
    const answered = this.#pending.then(() => {
      if (this.#stopped) throw this.#stopped
      this.#worker.postMessage(request)
      return this.#next()
    })
    this.#pending = answered.catch(() => undefined)
    return answered
  }

  /** Waits for what the worker is writing, and ends it before it begins anything else. */
  fence(): void {
    this.#gate.close()
    this.#stop(new Error('The flush worker was fenced'))
    this.#ended = this.#worker.terminate()
  }

  async close(): Promise<void> {
    await this.#ended
    if (!this.#stopped) {
      const ended = new Promise(resolve => this.#worker.once('exit', resolve))
      await this.request({ kind: 'close' })
      await ended
    }
  }

  async #next(): Promise<FlushResponse> {
    const outcome = await new Promise<FlushResponse | Error>(resolve => {
      this.#settle = resolve
    })
    this.#settle = undefined
    if (outcome instanceof Error) throw outcome
    switch (outcome.kind) {
      case 'done':
      case 'collected':
      case 'held':
        return outcome
      case 'full':
        throw new DiskFull(outcome.path)
      case 'damaged':
        throw new StoreDamaged(outcome.what)
      case 'failed':
        throw new Error(`The flush worker failed: ${outcome.message}`)
    }
  }

  #stop(error: Error): void {
    this.#stopped ??= error
    this.#settle?.(error)
  }
}

/** What `process.exit` runs first. A thread that cannot be waited for leaves only the way out that waits for none. */
function exitThrough(gate: ExitGate): () => void {
  return () => {
    if (!gate.close()) process.kill(process.pid, 'SIGKILL')
  }
}
