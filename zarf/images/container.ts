/** Images and containers of ours, run the way a cluster runs them. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { until } from '#foundation/program/program'

const run = promisify(execFile)
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024
/** Node, its modules and the store on a machine that is busy with other things. */
const READY_MS_MAX = 60_000
const MS_PER_SECOND = 1000

/** As in the security context of zarf/k8s/base/sales/statefulset.yaml. */
const HARDENED = [
  ...['--read-only', '--user', '1000:1000', '--cap-drop', 'ALL', '--tmpfs', '/tmp'],
  ...['--security-opt', 'no-new-privileges'],
]

/** docker or podman. */
export class Engine {
  readonly #command: string

  constructor(command: string) {
    this.#command = command
  }

  /** Its output; rejects with its complaints. */
  async do(...args: readonly string[]): Promise<string> {
    const { stdout } = await run(this.#command, args, { maxBuffer: OUTPUT_BYTES_MAX })
    return stdout.trim()
  }

  /** Runs a program of the image to its end. */
  async ask(image: string, ...command: readonly string[]): Promise<string> {
    const [entrypoint = 'node', ...args] = command
    return await this.do(
      ...['run', '--rm', ...HARDENED, '--entrypoint', entrypoint, image, ...args],
    )
  }

  /** Starts a service; `options` are the engine's, beyond those all of ours run with. */
  async start(image: string, options: readonly string[]): Promise<Container> {
    const id = await this.do('run', '--detach', ...HARDENED, ...options, image)
    return new Container(this, id)
  }
}

export class Container {
  readonly #engine: Engine
  readonly id: string

  constructor(engine: Engine, id: string) {
    this.#engine = engine
    this.id = id
  }

  async log(): Promise<string> {
    return await this.#engine.do('logs', this.id)
  }

  /** Where this port of it is on this machine: `http://127.0.0.1:49153`. */
  async address(port: number): Promise<string> {
    const [line = ''] = (await this.#engine.do('port', this.id, String(port))).split('\n')
    return `http://${line}`
  }

  /** Resolves with the answer when this URL answers 200. */
  async answers(port: number, path: string): Promise<Response> {
    const url = `${await this.address(port)}${path}`
    let last = ''
    return await until(
      async () => {
        const response = await fetch(url).catch((error: unknown) => {
          last = String(error)
        })
        if (response) last = `${String(response.status)} ${await response.clone().text()}`
        return response?.status === 200 ? response : undefined
      },
      () => `${url} was not 200: ${last}`,
      READY_MS_MAX,
    )
  }

  /** SIGTERM, and SIGKILL if it did not end in time. Resolves with its exit code and how long it took. */
  async stop(msMax: number): Promise<{ readonly code: number; readonly ms: number }> {
    const start = performance.now()
    await this.#engine.do('stop', '--time', String(msMax / MS_PER_SECOND), this.id)
    const code = Number(
      await this.#engine.do('inspect', '--format', '{{.State.ExitCode}}', this.id),
    )
    return { code, ms: Math.round(performance.now() - start) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine.do('rm', '--force', this.id)
  }
}
