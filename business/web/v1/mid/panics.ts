/** Innermost: what nobody expected becomes an error like others, and is counted. */
import type { Middleware } from '#foundation/web/exchange'
import { ClientGone } from '#foundation/web/problem'
import { isFault, problemOf } from '../problems.ts'

export function panics(count: () => void): Middleware {
  return {
    fail: (_exchange, error) => {
      const problem = problemOf(error)
      if (problem && isFault(problem)) count()
      throw problem ?? new ClientGone()
    },
  }
}
