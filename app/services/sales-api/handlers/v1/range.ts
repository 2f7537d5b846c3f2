/** Ranges of keys as requests name them. */
import { successor } from '#business/data/keyspace/key'
import type { KeyRange } from '#business/data/keyspace/watchers'

/** All keys that begin with the prefix. */
export function prefixRange(prefix: Uint8Array): KeyRange {
  return { lower: prefix, upper: afterPrefix(prefix) }
}

/** Exactly this key. */
export function keyRange(key: Uint8Array): KeyRange {
  return { lower: key, upper: successor(key) }
}

/** The first bytes that no longer begin with the prefix; undefined if there are none. */
function afterPrefix(prefix: Uint8Array): Uint8Array | undefined {
  let length = prefix.length
  while (length > 0 && prefix[length - 1] === 0xff) length--
  if (length === 0) return undefined
  const upper = prefix.slice(0, length)
  upper[length - 1] = (upper[length - 1] ?? 0) + 1
  return upper
}
