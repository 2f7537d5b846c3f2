/** Rounds of load, kill, restart and check on one data directory. */
import { setTimeout as pause } from 'node:timers/promises'
import { systemHost } from '#foundation/host/system'
import { Program, until } from '#foundation/program/program'
import { missingVariables } from '#foundation/quota/flags'
import { RespClient, tcp } from '#foundation/resp/client'
import { Journal } from './journal.ts'
import { StreamLoad } from './stream-load.ts'

const MAIN = new URL('../../services/sales-api/main.ts', import.meta.url).pathname
/** Keys of one client. */
const KEYS = 20
/** Between the first acknowledged write of a life and its kill, in milliseconds. */
const LIFE_MS = { min: 20, max: 600 }
const BUSY = 503
const REFUSALS_KEPT = 20
const PAIR = ['x', 'y']
/** Each with a producer and a consumer. */
const STREAMS = 4
/** After so many kills a stream is deleted, and another one begun: what is checked does not grow with the rounds. */
const STREAM_ROUNDS = 3
/** Values are a version and some of this. */
const PADDING = 'padding.'.repeat(1000)

export class Chaos {
  readonly #directory: string
  readonly #clients: number
  readonly #random: () => number
  readonly #journal = new Journal()
  /** Answers of a service that was up and executed nothing for another reason than that it was busy. */
  readonly #refusals: string[] = []
  #program: Program | undefined
  #url = ''
  #respPort = 0
  #rounds = 0
  #streams: StreamLoad[] = []
  /** Of streams that were deleted. */
  readonly #past = { appended: 0, acknowledged: 0 }

  constructor(directory: string, clients: number, random: () => number) {
    this.#directory = directory
    this.#clients = clients
    this.#random = random
  }

  /** What the service has confirmed: writes of keys, entries, and acknowledgements by consumers. */
  get counts(): {
    readonly writes: number
    readonly appended: number
    readonly acknowledged: number
  } {
    const { writes } = this.#journal
    const { appended, acknowledged } = this.#past
    const counts = this.#streams.map(stream => stream.counts)
    return {
      writes,
      appended: counts.reduce((sum, count) => sum + count.appended, appended),
      acknowledged: counts.reduce((sum, count) => sum + count.acknowledged, acknowledged),
    }
  }

  /** One life of the service, from start to kill, and what is wrong with what the next life finds. */
  async round(): Promise<string[]> {
    if (!this.#program) await this.#start()
    if (this.#rounds++ % STREAM_ROUNDS === 0) await this.#renewStreams()
    const isOver = { value: false }
    const before = this.counts
    const clients = Array.from({ length: this.#clients }, (_, id) => this.#client(id, isOver))
    const streams = this.#streams.map(stream => stream.run(() => this.#connect(), isOver))
    // A life that acknowledged nothing has nothing to lose.
    const isUnderWay = (): boolean => {
      const now = this.counts
      return (
        now.writes > before.writes &&
        now.appended > before.appended &&
        now.acknowledged > before.acknowledged
      )
    }
    await until(
      () => (isUnderWay() || this.#program?.hasEnded ? true : undefined),
      () => `not all clients were acknowledged a write: ${this.#refusals.join('\n')}`,
    )
    await pause(LIFE_MS.min + this.#random() * (LIFE_MS.max - LIFE_MS.min))
    const complaints = this.#program?.hasEnded
      ? [`it ended by itself: ${this.#program.output}`]
      : []
    await this.#program?.kill()
    isOver.value = true
    await Promise.all([...clients, ...streams])
    await this.#start()
    complaints.push(...this.#refusals.splice(0), ...(await this.#check()))
    using client = await this.#connect()
    for (const stream of this.#streams) complaints.push(...(await stream.check(client)))
    return complaints
  }

  async end(): Promise<void> {
    await this.#program?.kill()
  }

  async #start(): Promise<void> {
    // A small memtable and a short past, so that kills hit flushes and collections too.
    const args = [
      '--web-api-host=127.0.0.1:0',
      '--web-debug-host=127.0.0.1:0',
      '--resp-host=127.0.0.1:0',
      `--store-dir=${this.#directory}`,
      '--store-memory=16MiB',
      '--store-retention=1s',
    ]
    const program = new Program(MAIN, args, missingVariables(process.platform, {}))
    await program.logged('ready')
    const { api, resp } = await program.logged('listening')
    this.#program = program
    this.#respPort = Number(resp)
    this.#url = `http://127.0.0.1:${String(api)}`
  }

  #connect(): Promise<RespClient> {
    const open = tcp({ host: '127.0.0.1', port: this.#respPort })
    return RespClient.connect({ host: systemHost(), open })
  }

  async #renewStreams(): Promise<void> {
    using client = await this.#connect()
    for (const { key, counts } of this.#streams) {
      await client.call('DEL', key)
      this.#past.appended += counts.appended
      this.#past.acknowledged += counts.acknowledged
    }
    this.#streams = Array.from(
      { length: STREAMS },
      (_, id) => new StreamLoad(`stream/${String(id)}/${String(this.#rounds)}`, this.#random),
    )
    for (const stream of this.#streams) await stream.create(client)
  }

  /** Writes until the service is gone. */
  async #client(id: number, isOver: { readonly value: boolean }): Promise<void> {
    while (!isOver.value) {
      const number = Math.floor(this.#random() * KEYS)
      try {
        if (number === 0) await this.#writePair(id)
        else await this.#write(`single/${String(id)}/${String(number)}`)
      } catch {
        // The service was killed before it answered: the journal has the write as begun and not acknowledged.
        return
      }
    }
  }

  async #write(key: string): Promise<void> {
    const version = this.#journal.begin(key)
    const response = await fetch(this.#target(key), { method: 'PUT', body: this.#value(version) })
    if (await this.#isDone(response)) this.#journal.acknowledge(key, version)
  }

  /** Two keys in one transaction: they have the same version at all times. */
  async #writePair(id: number): Promise<void> {
    const keys = PAIR.map(half => `pair/${String(id)}/${half}`)
    const versions = keys.map(key => this.#journal.begin(key))
    const value = this.#value(versions[0] ?? 0)
    const then = keys.map(key => ({ op: 'put', key, value }))
    const response = await fetch(`${this.#url}/v1/txn`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ then }),
    })
    if (!(await this.#isDone(response))) return
    for (const [index, key] of keys.entries()) this.#journal.acknowledge(key, versions[index] ?? 0)
  }

  async #isDone(response: Response): Promise<boolean> {
    const text = await response.text()
    const { ok, status, url } = response
    if (!ok && status !== BUSY && this.#refusals.length < REFUSALS_KEPT) {
      this.#refusals.push(`${url} was answered with ${String(status)} ${text}`)
    }
    return ok
  }

  async #check(): Promise<string[]> {
    const complaints: string[] = []
    const found = new Map<string, number | undefined>()
    for (const key of this.#journal.keys) {
      const version = await this.#read(key)
      found.set(key, version)
      const complaint = this.#journal.complaint(key, version)
      if (complaint !== undefined) complaints.push(complaint)
      this.#journal.settle(key, version)
    }
    for (const [key, version] of found) {
      if (!key.endsWith('/x')) continue
      const other = found.get(`${key.slice(0, -1)}y`)
      if (version !== other) {
        complaints.push(`${key} has version ${String(version)}, its pair ${String(other)}`)
      }
    }
    return complaints
  }

  async #read(key: string): Promise<number | undefined> {
    const response = await fetch(this.#target(key))
    const text = await response.text()
    if (response.status === 404) return undefined
    const [version = '', padding] = text.split(' ')
    if (response.status !== 200 || padding !== PADDING.slice(0, Number(padding?.length))) {
      throw new Error(`${key} was answered with ${String(response.status)} ${text.slice(0, 300)}`)
    }
    return Number(version)
  }

  #target(key: string): string {
    return `${this.#url}/v1/kv/${encodeURIComponent(key)}`
  }

  #value(version: number): string {
    return `${String(version)} ${PADDING.slice(0, Math.floor(this.#random() * PADDING.length))}`
  }
}
