/**
 * A shared log as one process sees it over a bad network: requests and answers come late or never, in any order that the contract
 * of the log allows, and what was sent may arrive when the process is long dead. Only for tests.
 */
import type { SharedLogs } from '#business/data/log/testing/shared-log'
import type { Log, LogEntry, LogInfo, Outcome, Position } from '#business/data/log/log'
import { LogUnavailable } from '#business/data/log/log'
import type { Gate } from './gate.ts'
import type { Life } from './life.ts'

const PAYLOAD_BYTES_MAX = 1024 * 1024
/** After which an append without an answer has an unknown outcome. */
const PATIENCE_MS = 800

/** How bad the network is. */
export type Weather = {
  /** Resolves when something that is sent now arrives; undefined if it never does. */
  readonly travel: () => Promise<void> | undefined
  readonly elapsed: (ms: number) => Promise<void>
  readonly chance: (probability: number) => boolean
  readonly onTrim: (upTo: Position) => void
}

type Request = { readonly payload: Uint8Array; position: Position | undefined; isOver: boolean }

export class FaultyLog implements Log {
  readonly payloadBytesMax = PAYLOAD_BYTES_MAX
  readonly isShared = true
  readonly id: string
  readonly shared: SharedLogs
  readonly life: Life
  readonly #weather: Weather
  /** Closed while the machine does not reach the log. */
  readonly #cable: Gate
  /** Sent, and not arrived or lost yet. */
  #underWay: Request[] = []
  /** The newest entry that this process knows to be committed. */
  #known: Position
  #isFenced = false

  constructor(shared: SharedLogs, life: Life, weather: Weather, cable: Gate) {
    this.shared = shared
    this.id = shared.id
    this.life = life
    this.#weather = weather
    this.#cable = cable
    this.#known = shared.last
  }

  info(): LogInfo {
    const { first, roomBytes } = this.shared
    const rest = { surplusBytes: 0, isPreparing: false, shortage: undefined }
    return { first, last: this.#known, roomBytes, ...rest }
  }

  async append(payload: Uint8Array): Promise<Outcome> {
    await this.life.crosses()
    if (this.#isFenced) return { kind: 'not committed', reason: 'closed' }
    const { chance, elapsed } = this.#weather
    if (!this.#cable.isOpen && chance(0.5)) {
      await elapsed(PATIENCE_MS)
      await this.life.crosses()
      return { kind: 'not committed', reason: 'unavailable' }
    }
    if (chance(0.02)) return { kind: 'not committed', reason: 'not leader' }
    const request = { payload: payload.slice(), position: undefined, isOver: false }
    this.#underWay.push(request)
    const answered = this.#sent(request)
    const timeout = elapsed(PATIENCE_MS).then((): Outcome => ({ kind: 'unknown' }))
    const outcome = await Promise.race([answered, timeout])
    await this.life.crosses()
    if (outcome.kind === 'committed') this.#knows(outcome.position)
    return outcome
  }

  async *entries(after: Position, signal: AbortSignal): AsyncGenerator<LogEntry> {
    let position = after
    const { promise: aborted, resolve: onAbort } = Promise.withResolvers<unknown>()
    signal.addEventListener('abort', onAbort)
    try {
      while (!isAborted(signal)) {
        await this.life.crosses()
        await Promise.race([this.#cable.passed(), aborted])
        const entry = this.shared.after(position)
        if (!entry) {
          await this.shared.changed(signal)
          continue
        }
        if (this.#weather.chance(0.05)) await Promise.race([this.#weather.travel(), aborted])
        await this.life.crosses()
        if (isAborted(signal)) return
        this.#knows(entry.position)
        position = entry.position
        yield entry
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  async barrier(): Promise<Position> {
    await this.life.crosses()
    const there = this.#cable.isOpen ? this.#weather.travel() : undefined
    await (there ?? this.#silence())
    const { last } = this.shared
    await (this.#weather.travel() ?? this.#silence())
    await this.life.crosses()
    this.#knows(last)
    return last
  }

  trim(upTo: Position): void {
    if (this.#isFenced || !this.#cable.isOpen) return
    this.shared.trim(upTo)
    this.#weather.onTrim(upTo)
  }

  giveBack(): void {
    // It holds nothing for later.
  }

  fence(): void {
    this.#isFenced = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.resolve()
    this.#isFenced = true
  }

  #knows(position: Position): void {
    this.#known = Math.max(this.#known, position)
  }

  async #silence(): Promise<never> {
    await this.#weather.elapsed(PATIENCE_MS)
    await this.life.crosses()
    throw new LogUnavailable(new Error('no answer'))
  }

  /** Resolves when the answer is here, also if the process that asked is dead by then. */
  async #sent(request: Request): Promise<Outcome> {
    await (this.#cable.isOpen ? (this.#weather.travel() ?? never()) : never())
    this.#arrives(request)
    const { position } = request
    if (position === undefined) return { kind: 'unknown' }
    await (this.#weather.travel() ?? never())
    await this.#cable.passed()
    return { kind: 'committed', position }
  }

  /** What was sent before and has not arrived does so now, or never. */
  #arrives(request: Request): void {
    if (request.isOver) return
    const before = this.#underWay.slice(0, this.#underWay.indexOf(request))
    this.#underWay = this.#underWay.slice(before.length + 1)
    for (const one of before) {
      if (this.#weather.chance(0.5)) this.shared.append(one.payload)
      one.isOver = true
    }
    request.position = this.shared.append(request.payload)
    request.isOver = true
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined)
}

function isAborted({ aborted }: AbortSignal): boolean {
  return aborted
}
