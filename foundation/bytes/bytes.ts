/** Ranges of bytes, each up to but not including its end, hashed, compared and copied without making objects of them. */

/** Shorter copies are made in a loop: a call into the engine would cost more. */
const LOOP_BYTES_MAX = 48

/** 32 bits that depend on every byte and on the seed (FNV-1a and a final mix). */
export function hashBytes(seed: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = seed
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  return hash ^ (hash >>> 12)
}

export function equalBytes(
  a: Uint8Array,
  aStart: number,
  b: Uint8Array,
  bStart: number,
  length: number,
): boolean {
  for (let at = 0; at < length; at++) if (a[aStart + at] !== b[bStart + at]) return false
  return true
}

/** Negative, zero or positive: byte by byte, unsigned; a prefix comes first. */
export function compareBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const length = Math.min(aEnd - aStart, bEnd - bStart)
  for (let at = 0; at < length; at++) {
    const difference = (a[aStart + at] ?? 0) - (b[bStart + at] ?? 0)
    if (difference !== 0) return difference
  }
  return aEnd - aStart - (bEnd - bStart)
}

export function copyBytes(
  from: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  toStart: number,
): void {
  if (end - start > LOOP_BYTES_MAX) to.set(from.subarray(start, end), toStart)
  else for (let at = start, target = toStart; at < end; at++, target++) to[target] = from[at] ?? 0
}

/** Little endian. For bytes of which little is read: a view of them would cost more than that. */
export function uint32At(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
  return (low | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
}

/** The next multiple of 8, up to 2^31 - 8. */
export function align8(bytes: number): number {
  return (bytes + 7) & ~7
}
