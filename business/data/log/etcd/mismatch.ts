/** Why the data of a node does not go with what is in etcd, and what to do. */
import type { Position } from '../log.ts'

export function goneBack(position: Position, known: Position): string {
  return (
    `etcd ends with entry ${String(position)} of the log, this node has applied ${String(known)} entries: ` +
    'etcd was set back to an older state'
  )
}

export function mismatch(
  prefix: string,
  wanted: string | undefined,
  found: string | undefined,
): string {
  const there = found === undefined ? 'no log' : `the log ${found}`
  return (
    `etcd has ${there} under ${prefix}, the data belongs to the log ${String(wanted)}: ` +
    'give the prefix and the etcd of that log, or a directory without data'
  )
}

export function raised(prefix: string, found: string): string {
  return (
    `etcd has the log ${found} under ${prefix}, and the data was restored with --raise-revision: its state is not that ` +
    'of the nodes of that log. Restore it without, start with an empty directory, or give a prefix that was not used before'
  )
}

export function occupied(prefix: string, found: string): string {
  return (
    `etcd has the log ${found} under ${prefix}, and the log of this data was moved to another one: ` +
    'give a prefix that was not used before'
  )
}
