/**
 * The service's values in Go's expvar format, with the collector's health beside them under `collector`, for expvarmon and
 * metrics-view. expvarmon takes a document for broken without `cmdline`, an array of texts, and without
 * `memstats.PauseTotalNs`, an integer: both are there whatever the service says, or fails to. It takes a fall of that integer
 * for a restart of the service, so it falls then and only then.
 */
import type { Tree } from '#foundation/expvar/expvar'
import type { Health, Report } from '../ledger.ts'

/** Stands for the service until it has said its name. */
const NAME_UNKNOWN = 'unknown'

export class ExpvarDocument {
  #pauseTotalNs = 0

  text({ cmdline, tree, health }: Report): string {
    const memstats = typeof tree.memstats === 'object' ? tree.memstats : {}
    return `${JSON.stringify({
      cmdline: cmdline.length > 0 ? cmdline : [NAME_UNKNOWN],
      ...tree,
      memstats: { ...memstats, PauseTotalNs: this.#pauses(memstats) },
      collector: healthTree(health),
    })}\n`
  }

  #pauses({ PauseTotalNs: found }: Tree): number {
    if (typeof found === 'number' && found >= 0) {
      this.#pauseTotalNs = Math.min(Math.trunc(found), Number.MAX_SAFE_INTEGER)
    }
    return this.#pauseTotalNs
  }
}

/** What is not known is absent: a zero would be a value. */
function healthTree(health: Health): Tree {
  const { freshness, ageMs, durationMs, collections, failures, complaint } = health
  return {
    up: freshness === 'fresh' ? 1 : 0,
    stale: freshness === 'stale' ? 1 : 0,
    freshness,
    ...(ageMs === undefined ? {} : { lastSuccessAgeSeconds: ageMs / 1000 }),
    ...(durationMs === undefined ? {} : { durationSeconds: durationMs / 1000 }),
    collections,
    failures,
    ...(complaint === undefined ? {} : { complaint }),
  }
}
