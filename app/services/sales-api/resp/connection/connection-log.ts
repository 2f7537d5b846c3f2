/** What the server counts and logs of connections and their commands. */
import type { Clock } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { BatchTiming } from '#business/data/node/operation'
import { bounded, phaseSpan } from '#business/web/requests/recent'
import { BatchPhases } from '#business/web/v1/batch-phases'
import { rounded } from '#business/web/v1/event'
import { Sampling } from '#business/web/v1/mid/sampling'
import { traceIds } from '#business/web/v1/mid/trace'
import type { IndexedCommand } from '../command/command-index.ts'
import type { RespOptions, RespTunables } from '../command/context.ts'
import { errorReply, WRONGPASS } from '../command/errors.ts'
import type { Client } from './client.ts'
import type { SlowLog } from './slow-log.ts'

/** Of a command in the list of recent requests, by who has to look at its error. */
const STATUS = { none: 200, client: 400, operator: 503, author: 500 } as const

/**
 * The time of commands that reply at once is taken for all of a kind that follow each other: two looks at the clock for a
 * whole pipeline.
 */
export class ConnectionLog {
  readonly #log: Logger
  readonly #tunables: RespTunables
  readonly #sampling: Sampling
  readonly #clock: Clock
  readonly #slowLog: SlowLog
  readonly #newTraceId: () => string
  /** The command that is being repeated, since when, how often, and how often it failed. */
  #repeated: IndexedCommand | undefined
  #since = 0
  #count = 0
  #failures = 0

  constructor({ log, host, tunables, loggedPerSecond }: RespOptions, slowLog: SlowLog) {
    const { clock, random } = host
    this.#clock = clock
    this.#slowLog = slowLog
    this.#log = log
    this.#tunables = tunables
    this.#sampling = new Sampling(log, clock, loggedPerSecond)
    this.#newTraceId = traceIds(random)
  }

  /** A command is about to be executed. The first of a turn begins with the turn. */
  begin(command: IndexedCommand, turnMs: number, client: Client): void {
    if (command !== this.#repeated) {
      const isFirst = this.#repeated === undefined
      if (!isFirst) this.endRun(client)
      this.#repeated = command
      if (isFirst) this.#since = turnMs
    }
    this.#count++
  }

  /** All commands that were begun have replied, or were proposed. */
  endRun(client: Client): void {
    const command = this.#repeated
    if (!command) return
    const nowMs = this.#clock.monotonic()
    const { kind } = command.command.run
    const { totals } = command
    totals.calls += this.#count
    if (kind === 'read' || kind === 'container') {
      totals.ms += nowMs - this.#since
      const hasFailed = this.#failures === this.#count
      this.#took(command, this.#since, nowMs, client, undefined, hasFailed, this.#count)
    }
    this.#repeated = undefined
    this.#since = nowMs
    this.#count = 0
    this.#failures = 0
  }

  /** A write was answered. */
  answered(
    command: IndexedCommand,
    begunAtMs: number,
    nowMs: number,
    client: Client,
    timing: BatchTiming | undefined,
    hasFailed: boolean,
  ): void {
    command.totals.ms += nowMs - begunAtMs
    this.#took(command, begunAtMs, nowMs, client, timing, hasFailed)
  }

  /** A command that waits has replied. How long one waited that may block is no sign of slowness. */
  waited(
    command: IndexedCommand,
    begunAtMs: number,
    nowMs: number,
    client: Client,
    hasFailed: boolean,
  ): void {
    command.totals.ms += nowMs - begunAtMs
    const mayBlock = command.command.flags.includes('blocking')
    if (!mayBlock) this.#took(command, begunAtMs, nowMs, client, undefined, hasFailed)
  }

  /** Returns what the client is told. */
  failed(
    command: IndexedCommand,
    error: unknown,
    begunAtMs: number,
    client: Client,
    timing: BatchTiming | undefined,
  ): string {
    command.totals.failed++
    if (command === this.#repeated) this.#failures++
    const { text, of } = errorReply(error)
    const { fullName } = command
    const nowMs = this.#clock.monotonic()
    const status = STATUS[of]
    const traceId = command.recent.keeps(nowMs - begunAtMs, status, nowMs)
      ? this.#keep(command, status, begunAtMs, nowMs, client, timing, { reply: text })
      : undefined
    const fields = { traceId, command: fullName, id: client.id, client: client.address.remote }
    if (text === WRONGPASS) {
      if (this.#sampling.isNotableLogged()) this.#log.warn(fields, 'authentication failed')
    } else if (of === 'client') {
      this.#log.debug({ ...fields, reply: text }, 'command failed')
    } else if (this.#sampling.isNotableLogged()) {
      if (of === 'author') this.#log.error({ ...fields, error }, 'command failed')
      else this.#log.warn({ ...fields, reply: text }, 'command failed')
    }
    return text
  }

  /** Refused before its handler: too few arguments, not authenticated, or unknown. */
  refused(command: IndexedCommand | undefined): void {
    if (!command) return
    command.totals.calls++
    command.totals.failed++
  }

  cut(client: Client, why: string): void {
    const { id, address, waitingBytes, lastCommand } = client
    this.#log.warn(
      { id, client: address.remote, waitingBytes, lastCommand, why },
      'client cut: it does not read its replies',
    )
  }

  ended(client: Client, why: string, nowMs: number): void {
    const sampled = this.#sampling.plain()
    if (sampled === 0) return
    const { id, address, name, protocol, commands, failures, inputBytes, outputBytes } = client
    this.#log.info(
      {
        id,
        client: address.remote,
        name: name === '' ? undefined : name,
        library:
          client.libraryName === ''
            ? undefined
            : `${client.libraryName} ${client.libraryVersion}`.trim(),
        protocol,
        commands,
        failures,
        inputBytes,
        outputBytes,
        lastCommand: commands === 0 ? undefined : client.lastCommand,
        ms: Math.round(nowMs - client.createdAtMs),
        why,
        ...(sampled > 1 ? { sampled } : undefined),
      },
      'connection',
    )
  }

  /** Makes no object for a command that is neither slow nor one of the slowest. One that failed has been kept. */
  #took(
    command: IndexedCommand,
    begunAtMs: number,
    nowMs: number,
    client: Client,
    timing: BatchTiming | undefined,
    hasFailed: boolean,
    count = 1,
  ): void {
    const ms = nowMs - begunAtMs
    const isSlow = ms >= this.#tunables.slowMs
    const isKept = !hasFailed && command.recent.keeps(ms, STATUS.none, nowMs)
    if (!isSlow && !isKept) return
    const counted = count === 1 ? undefined : { count }
    const traceId = isKept
      ? this.#keep(command, STATUS.none, begunAtMs, nowMs, client, timing, counted)
      : undefined
    if (!isSlow) return
    this.#slowLog.add(this.#clock.now(), ms, command, count, client)
    if (!this.#sampling.isNotableLogged()) return
    const { id, address } = client
    const fields = { command: command.fullName, ms: rounded(ms), id, client: address.remote }
    this.#log.warn({ traceId, ...fields, ...counted }, 'slow command')
  }

  /** Returns the trace that it is found by. */
  #keep(
    { fullName, recent }: IndexedCommand,
    status: number,
    begunAtMs: number,
    nowMs: number,
    { id, address, name }: Client,
    timing: BatchTiming | undefined,
    more: Readonly<Record<string, unknown>> | undefined,
  ): string {
    const ms = rounded(nowMs - begunAtMs)
    const traceId = this.#newTraceId()
    // Others may have opened the batch before; it is answered while it is applied.
    const batch = timing && {
      ...timing,
      proposedAt: Math.max(timing.proposedAt, begunAtMs),
      appliedAt: nowMs,
    }
    const phases = batch && batch.operations > 0 ? new BatchPhases(batch).phases() : []
    recent.add(
      {
        time: new Date(this.#clock.now() - ms).toISOString(),
        traceId,
        operation: operationOf(fullName),
        status,
        ms,
        spans: [
          { name: 'handle', startMs: 0, ms },
          ...phases.map(phase => phaseSpan(phase, begunAtMs)),
        ],
        event: bounded({
          traceId,
          command: fullName,
          ms,
          id,
          client: address.remote,
          ...(name !== '' && { name }),
          ...more,
        }),
      },
      nowMs,
    )
    return traceId
  }
}

/** As it is listed among the operations of HTTP. */
export function operationOf(command: string): string {
  return `RESP ${command}`
}
