/** Innermost: makes an HTTP error of every unexpected error, and counts it. */
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
