/** Patterns of KEYS, SCAN and CONFIG GET, over bytes: `*`, `?`, `[a-c]`, `[^a]`, and `\` for what follows as it is. */

const STAR = 42
const ANY = 63
const OPEN = 91
const CLOSE = 93
const NOT = 94
const ESCAPE = 92
const RANGE = 45

/** Takes time of the product of both lengths at most. */
export function globMatches(pattern: Uint8Array, text: Uint8Array): boolean {
  let patternAt = 0
  let textAt = 0
  /** Where to go on when what follows the last star does not match. */
  let starAt: number | undefined
  let starTextAt = 0
  while (textAt < text.length) {
    if (pattern[patternAt] === STAR) {
      starAt = ++patternAt
      starTextAt = textAt
      continue
    }
    const next =
      patternAt < pattern.length ? matchOne(pattern, patternAt, text[textAt] ?? 0) : undefined
    if (next !== undefined) {
      patternAt = next
      textAt++
    } else if (starAt === undefined) {
      return false
    } else {
      patternAt = starAt
      textAt = ++starTextAt
    }
  }
  while (pattern[patternAt] === STAR) patternAt++
  return patternAt >= pattern.length
}

/** The place behind what matched the byte; undefined if it did not. */
function matchOne(pattern: Uint8Array, at: number, byte: number): number | undefined {
  switch (pattern[at]) {
    case ANY:
      return at + 1
    case OPEN:
      return matchSet(pattern, at + 1, byte)
    case ESCAPE:
      return at + 1 < pattern.length
        ? pattern[at + 1] === byte
          ? at + 2
          : undefined
        : byte === ESCAPE
          ? at + 1
          : undefined
    default:
      return pattern[at] === byte ? at + 1 : undefined
  }
}

/** A set that is not closed ends with the pattern. */
function matchSet(pattern: Uint8Array, from: number, byte: number): number | undefined {
  const isNegated = pattern[from] === NOT
  let at = isNegated ? from + 1 : from
  let isIn = false
  for (; at < pattern.length && pattern[at] !== CLOSE; at++) {
    if (pattern[at] === ESCAPE && at + 1 < pattern.length) at++
    const low = pattern[at] ?? 0
    const high = pattern[at + 2]
    if (pattern[at + 1] === RANGE && high !== undefined && high !== CLOSE) {
      if (byte >= Math.min(low, high) && byte <= Math.max(low, high)) isIn = true
      at += 2
    } else if (low === byte) {
      isIn = true
    }
  }
  return isIn === isNegated ? undefined : Math.min(at + 1, pattern.length)
}
