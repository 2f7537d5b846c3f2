/** Log levels that change at run time, for good or for a while. The last change of a scope holds. */
import type { Clock, Timer } from '#foundation/host/host'
import type { Level, Logging } from '#foundation/logger/logger'

/** What was changed for a while: of one component, or of the service. */
export type Temporary = {
  readonly component?: string
  readonly level: Level
  /** ISO 8601, UTC. */
  readonly until: string
}

type Passing = { readonly level: Level; readonly untilMs: number; readonly timer: Timer }

/** The scope of the whole service. No component has this name. */
const ALL = ''

export class Levels implements Disposable {
  readonly #logging: Logging
  readonly #clock: Clock
  /** Lasting levels; always one for ALL. */
  readonly #lasting: Map<string, Level>
  readonly #passing = new Map<string, Passing>()

  /** `level` is the one that `logging` has. */
  constructor(logging: Logging, level: Level, clock: Clock) {
    this.#logging = logging
    this.#clock = clock
    this.#lasting = new Map([[ALL, level]])
  }

  levels(): Record<string, Level> {
    return this.#logging.levels()
  }

  temporary(): Temporary[] {
    return [...this.#passing].map(([component, { level, untilMs }]) => ({
      ...(component === ALL ? {} : { component }),
      level,
      until: new Date(untilMs).toISOString(),
    }))
  }

  /**
   * Of a component, or of all. After `forMs` the lasting level holds again, also one that was set for a wider scope
   * meanwhile. False if there is no such component.
   */
  set(level: Level, component: string | undefined, forMs: number | undefined): boolean {
    if (component !== undefined && !Object.hasOwn(this.levels(), component)) return false
    const scope = component ?? ALL
    if (scope === ALL) this.#forget(this.#passing.keys())
    else this.#forget([scope])
    if (forMs === undefined) {
      if (scope === ALL) this.#lasting.clear()
      this.#lasting.set(scope, level)
    } else {
      const timer = this.#clock.after(forMs, () => {
        this.#passing.delete(scope)
        this.#apply()
      })
      this.#passing.set(scope, { level, untilMs: this.#clock.now() + forMs, timer })
    }
    this.#apply()
    return true
  }

  [Symbol.dispose](): void {
    this.#forget(this.#passing.keys())
  }

  #forget(scopes: Iterable<string>): void {
    for (const scope of [...scopes]) {
      this.#passing.get(scope)?.timer.cancel()
      this.#passing.delete(scope)
    }
  }

  /** From the widest and weakest to the narrowest and strongest. */
  #apply(): void {
    const all = this.#passing.get(ALL)?.level
    this.#logging.setLevel(all ?? this.#lasting.get(ALL) ?? 'info')
    if (all === undefined) {
      for (const [component, level] of this.#lasting) {
        if (component !== ALL) this.#logging.setLevel(level, component)
      }
    }
    for (const [component, { level }] of this.#passing) {
      if (component !== ALL) this.#logging.setLevel(level, component)
    }
  }
}
