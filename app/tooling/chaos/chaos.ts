/** Rounds of load, kill, restart and check: of a service alone, or of several nodes that share the log in an etcd. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemHost } from '#foundation/host/system'
import { Program, until } from '#foundation/program/program'
import { missingVariables } from '#foundation/quota/flags'
import { RespClient, tcp } from '#foundation/resp/client'
import { ChaosEtcd } from './etcd.ts'
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

/** A node, and where it is reached as long as it runs. */
type Member = {
  readonly name: string
  program: Program
  url: string
  respPort: number
}

export class Chaos {
  readonly #directory: string
  readonly #nodes: number
  readonly #clients: number
  readonly #random: () => number
  readonly #journal = new Journal()
  /** Answers of a service that was up and executed nothing for another reason than that it was busy. */
  readonly #refusals: string[] = []
  #etcd: ChaosEtcd | undefined
  #members: Member[] = []
  #rounds = 0
  #streams: StreamLoad[] = []
  /** Of streams that were deleted. */
  readonly #past = { appended: 0, acknowledged: 0 }

  /** `nodes`: one has a log of its own; several have theirs in an etcd, which is started. */
  constructor(directory: string, nodes: number, clients: number, random: () => number) {
    this.#directory = directory
    this.#nodes = nodes
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

  /**
   * One life of a node, from start to kill, and what is wrong with what is found after it. Of several nodes it is each in turn;
   * every other time it stands still for a while instead of being killed. The others have to go on meanwhile.
   */
  async round(): Promise<string[]> {
    if (this.#members.length === 0) await this.#startAll()
    const round = this.#rounds++
    if (round % STREAM_ROUNDS === 0) await this.#renewStreams()
    const isOver = { value: false }
    const before = this.counts
    const clients = Array.from({ length: this.#clients }, (_, id) => this.#client(id, isOver))
    const streams = this.#streams.map((stream, id) => {
      const { respPort } = this.#memberOf(id)
      return stream.run(() => this.#connect(respPort), isOver)
    })
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
      () => (isUnderWay() || this.#ended.length > 0 ? true : undefined),
      () => `not all clients were acknowledged a write: ${this.#refusals.join('\n')}`,
    )
    await pause(LIFE_MS.min + this.#random() * (LIFE_MS.max - LIFE_MS.min))
    const complaints = this.#ended.map(({ output }) => `it ended by itself: ${output}`)
    const victim = this.#memberOf(round)
    const isKilled = this.#nodes === 1 || Math.floor(round / this.#nodes) % 2 === 0
    if (isKilled) await victim.program.kill()
    else victim.program.signal('SIGSTOP')
    if (this.#nodes > 1) await this.#othersGoOn()
    victim.program.signal('SIGCONT')
    isOver.value = true
    await Promise.all([...clients, ...streams])
    if (isKilled) await this.#start(victim)
    complaints.push(...this.#refusals.splice(0), ...(await this.#check()))
    using client = await this.#connect(this.#memberOf(round).respPort)
    for (const stream of this.#streams) complaints.push(...(await stream.check(client)))
    return complaints
  }

  async end(): Promise<void> {
    await Promise.all(this.#members.map(({ program }) => program.kill()))
    await this.#etcd?.[Symbol.asyncDispose]()
  }

  /** Those that were not killed and have ended. */
  get #ended(): Program[] {
    return this.#members.map(({ program }) => program).filter(({ hasEnded }) => hasEnded)
  }

  #memberOf(id: number): Member {
    const member = this.#members[id % this.#nodes]
    if (!member) throw new RangeError('no node runs')
    return member
  }

  /** Each client of the node that was killed was acknowledged one more write at most. */
  async #othersGoOn(): Promise<void> {
    const { writes } = this.#journal
    await until(
      () => this.#journal.writes > writes + this.#clients || undefined,
      () => `the other nodes acknowledge nothing: ${this.#refusals.join('\n')}`,
    )
  }

  async #startAll(): Promise<void> {
    if (this.#nodes > 1) this.#etcd = await ChaosEtcd.start(join(this.#directory, 'etcd'))
    for (let number = 1; number <= this.#nodes; number++) {
      const name = `node${String(number)}`
      const member = { name, program: this.#run(name), url: '', respPort: 0 }
      this.#members.push(member)
      await this.#ready(member)
    }
  }

  async #start(member: Member): Promise<void> {
    member.program = this.#run(member.name)
    await this.#ready(member)
  }

  async #ready(member: Member): Promise<void> {
    await member.program.logged('ready')
    const { api, resp } = await member.program.logged('listening')
    member.respPort = Number(resp)
    member.url = `http://127.0.0.1:${String(api)}`
  }

  #run(name: string): Program {
    // A small memtable and a short past, so that kills hit flushes and collections too.
    const args = [
      '--web-api-host=127.0.0.1:0',
      '--web-debug-host=127.0.0.1:0',
      '--resp-host=127.0.0.1:0',
      `--store-dir=${this.#etcd ? join(this.#directory, name) : this.#directory}`,
      '--store-memory=16MiB',
      '--store-retention=1s',
    ]
    if (this.#etcd) {
      args.push(`--node-name=${name}`, '--node-peer-host=127.0.0.1:0', '--node-peer-secret=chaos')
      args.push('--log-kind=etcd', `--log-etcd-endpoints=${this.#etcd.url}`)
    }
    return new Program(MAIN, args, missingVariables(process.platform, {}))
  }

  #connect(port: number): Promise<RespClient> {
    return RespClient.connect({ host: systemHost(), open: tcp({ host: '127.0.0.1', port }) })
  }

  async #renewStreams(): Promise<void> {
    using client = await this.#connect(this.#memberOf(0).respPort)
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

  /** Writes until its node is gone. */
  async #client(id: number, isOver: { readonly value: boolean }): Promise<void> {
    const { url } = this.#memberOf(id)
    while (!isOver.value) {
      const number = Math.floor(this.#random() * KEYS)
      try {
        if (number === 0) await this.#writePair(url, id)
        else await this.#write(url, `single/${String(id)}/${String(number)}`)
      } catch {
        // There is no answer, or one that says no more: the journal has the write as begun and not acknowledged.
        return
      }
    }
  }

  async #write(url: string, key: string): Promise<void> {
    const version = this.#journal.begin(key)
    const response = await fetch(target(url, key), { method: 'PUT', body: this.#value(version) })
    if (await this.#isDone(response)) this.#journal.acknowledge(key, version)
  }

  /** Two keys in one transaction: they have the same version at all times. */
  async #writePair(url: string, id: number): Promise<void> {
    const keys = PAIR.map(half => `pair/${String(id)}/${half}`)
    const versions = keys.map(key => this.#journal.begin(key))
    const value = this.#value(versions[0] ?? 0)
    const then = keys.map(key => ({ op: 'put', key, value }))
    const response = await fetch(`${url}/v1/txn`, {
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
    if (text.includes('OUTCOME_UNKNOWN')) throw new Error(text)
    if (!ok && status !== BUSY && this.#refusals.length < REFUSALS_KEPT) {
      this.#refusals.push(`${url} was answered with ${String(status)} ${text}`)
    }
    return ok
  }

  async #check(): Promise<string[]> {
    const complaints: string[] = []
    // What a node did not answer may be on its way: it is before a write that the node answers.
    for (const { name, url } of this.#members) {
      const { status } = await fetch(target(url, `after/${name}`), { method: 'PUT', body: 'x' })
      if (status >= 300) complaints.push(`${name} answers a write with ${String(status)}`)
    }
    let reads = 0
    const found = new Map<string, number | undefined>()
    for (const key of this.#journal.keys) {
      const version = await this.#read(this.#memberOf(reads++).url, key)
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

  async #read(url: string, key: string): Promise<number | undefined> {
    const response = await fetch(target(url, key))
    const text = await response.text()
    if (response.status === 404) return undefined
    const [version = '', padding] = text.split(' ')
    if (response.status !== 200 || padding !== PADDING.slice(0, Number(padding?.length))) {
      throw new Error(`${key} was answered with ${String(response.status)} ${text.slice(0, 300)}`)
    }
    return Number(version)
  }

  #value(version: number): string {
    return `${String(version)} ${PADDING.slice(0, Math.floor(this.#random() * PADDING.length))}`
  }
}

function target(url: string, key: string): string {
  return `${url}/v1/kv/${encodeURIComponent(key)}`
}
