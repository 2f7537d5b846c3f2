/** What the server counts and logs of connections and their commands. */
import type { Clock } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import { Sampling } from '#business/web/v1/mid/sampling'
import type { IndexedCommand } from '../command/command-index.ts'
import type { RespTunables } from '../command/context.ts'
import { errorReply, WRONGPASS } from '../command/errors.ts'
import type { Client } from './client.ts'
import type { SlowLog } from './slow-log.ts'

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
  /** The command that is being repeated, since when, and how often. */
  #repeated: IndexedCommand | undefined
  #since = 0
  #count = 0

  constructor(
    log: Logger,
    clock: Clock,
    perSecond: number,
    tunables: RespTunables,
    slowLog: SlowLog,
  ) {
    this.#clock = clock
    this.#slowLog = slowLog
    this.#log = log
    this.#tunables = tunables
    this.#sampling = new Sampling(log, clock, perSecond)
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
      const ms = nowMs - this.#since
      totals.ms += ms
      if (ms >= this.#tunables.slowMs) this.#slow(command, ms, client, this.#count)
    }
    this.#repeated = undefined
    this.#since = nowMs
    this.#count = 0
  }

  /** A write was answered. */
  answered(command: IndexedCommand, ms: number, client: Client): void {
    command.totals.ms += ms
    if (ms >= this.#tunables.slowMs) this.#slow(command, ms, client)
  }

  /** A command that waits has replied: how long it waited is no sign of slowness. */
  waited(command: IndexedCommand, ms: number, client: Client): void {
    command.totals.ms += ms
    const mayBlock = command.command.flags.includes('blocking')
    if (ms >= this.#tunables.slowMs && !mayBlock) this.#slow(command, ms, client)
  }

  /** Returns what the client is told. */
  failed(command: IndexedCommand, error: unknown, client: Client): string {
    command.totals.failed++
    const { text, of } = errorReply(error)
    const { fullName } = command
    const fields = { command: fullName, id: client.id, client: client.address.remote }
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

  #slow(command: IndexedCommand, ms: number, client: Client, count = 1): void {
    this.#slowLog.add(this.#clock.now(), ms, command, count, client)
    if (!this.#sampling.isNotableLogged()) return
    const { id, address } = client
    const fields = { command: command.fullName, ms: rounded(ms), id, client: address.remote }
    this.#log.warn(count === 1 ? fields : { ...fields, count }, 'slow command')
  }
}

/** To microseconds. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
