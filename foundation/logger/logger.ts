/**
 * Structured logs: one JSON object a line, with the keys `time`, `level`, `service`, `component`, `msg`, and `traceId` where
 * there is one. Levels change at run time, for all or for one component.
 */
import pino from 'pino'
import { Destination } from './destination.ts'

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type Level = (typeof LEVELS)[number]

const SPOKEN = LEVELS.filter(level => level !== 'silent')

/** The fields come first, what happened, in words, second. */
export type Logger = Readonly<
  Record<Exclude<Level, 'silent'>, (fields: object, message: string) => void>
>

/** For lines that cost something to make: whether one of this level is written. */
export type LevelLogger = Logger & { isLevelEnabled(level: Level): boolean }

/** How many lines of each level have been logged. */
export type LineCounts = ReadonlyMap<Exclude<Level, 'silent'>, number>

export type LoggingOptions = {
  readonly service: string
  readonly level: Level
  /** A file to append to, or a descriptor: 1 for standard output. */
  readonly destination: string | number
}

export class Logging {
  readonly #destination: Destination
  readonly #root: pino.Logger
  readonly #components = new Map<string, pino.Logger>()
  readonly #lines = new Map(SPOKEN.map(level => [level, 0] as const))

  constructor({ service, level, destination }: LoggingOptions) {
    this.#destination = new Destination(destination, lines => {
      this.#root.warn({ lines }, 'log lines were dropped: nothing read them in time')
    })
    this.#root = pino(
      {
        level,
        base: { service },
        timestamp,
        formatters: { level: label => ({ level: label }) },
        serializers: { error: serialized },
        hooks: countingIn(this.#lines),
      },
      this.#destination,
    )
  }

  /** The logger of a part of the program; the same for the same name. */
  logger(component: string): LevelLogger {
    const known = this.#components.get(component)
    if (known) return known
    const logger = this.#root.child({ component })
    this.#components.set(component, logger)
    return logger
  }

  /** Since the start, of all components. */
  get lines(): LineCounts {
    return this.#lines
  }

  /** Levels by component. */
  levels(): Record<string, Level> {
    return Object.fromEntries(
      [...this.#components].map(([component, logger]) => [component, logger.level as Level]),
    )
  }

  /** Of one component, or of all, also of those to come. False if there is no such component. */
  setLevel(level: Level, component?: string): boolean {
    if (component === undefined) {
      this.#root.level = level
      for (const logger of this.#components.values()) logger.level = level
      return true
    }
    const logger = this.#components.get(component)
    if (!logger) return false
    logger.level = level
    return true
  }

  /** After logrotate has renamed the file; see `Destination.reopen`. */
  reopen(): boolean {
    return this.#destination.reopen()
  }

  /** Writes out what has been gathered, before it returns. */
  flush(): void {
    this.#destination.flush()
  }
}

/** What pino calls for each line that is logged. */
function countingIn(
  lines: Map<(typeof SPOKEN)[number], number>,
): NonNullable<pino.LoggerOptions['hooks']> {
  const byNumber = new Map(SPOKEN.map(level => [pino.levels.values[level], level]))
  return {
    logMethod(args, method, number) {
      const level = byNumber.get(number)
      if (level) lines.set(level, (lines.get(level) ?? 0) + 1)
      method.apply(this, args)
    },
  }
}

let lastMs = 0
let lastText = ''

/** ISO 8601 in UTC, made once a millisecond. */
function timestamp(): string {
  const now = new Date()
  const ms = now.getTime()
  if (ms !== lastMs) {
    lastMs = ms
    lastText = `,"time":"${now.toISOString()}"`
  }
  return lastText
}

/** As pino has it, but that a message which has its cause's in it says it once. */
function serialized(error: Error): pino.SerializedError {
  const shown = pino.stdSerializers.err(error)
  const cause = error instanceof Error ? error.cause : undefined
  const isTwice = cause instanceof Error && error.message.includes(cause.message)
  return isTwice ? Object.assign(shown, { message: error.message }) : shown
}
