/** Copying and hashing files, a step at a time, so that progress shows and others get a turn. */
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Disk, File } from '#foundation/host/host'

/** Copied, and synced, at once: a log on the same disk waits for as long as that takes. */
const STEP_BYTES = 2 * 1024 * 1024

/** Told of every so many bytes. What it throws ends the work. */
export type OnBytes = (bytes: number) => void

export type Hashed = { readonly bytes: number; readonly sha256: string }

/** So many of the first bytes of a file, or all. Throws `DiskFailed`. */
export async function hashFile(
  disk: Disk,
  path: string,
  onBytes: OnBytes,
  bytes = Number.POSITIVE_INFINITY,
): Promise<Hashed> {
  const file = disk.open(path, 'read')
  try {
    return await pass(file, bytes, () => undefined, onBytes)
  } finally {
    file.close()
  }
}

export type Source = {
  readonly path: string
  /** So many of its first bytes are copied. */
  readonly bytes: number
  /** Takes the place of as many bytes at its beginning; shorter than a step. */
  readonly head?: Uint8Array
}

/** Into a new file; fewer bytes if the source is shorter. Durable but for its name. Throws `DiskFull` or `DiskFailed`. */
export async function copyFile(
  disk: Disk,
  { path, bytes, head }: Source,
  to: string,
  onBytes: OnBytes,
): Promise<Hashed> {
  using stack = new DisposableStack()
  const from = stack.adopt(disk.open(path, 'read'), file => {
    file.close()
  })
  const target = stack.adopt(disk.open(to, 'create'), file => {
    file.close()
  })
  const write = (part: Uint8Array, position: number): void => {
    if (head && position === 0) part.set(head)
    target.write(part, position)
    target.sync()
  }
  return await pass(from, bytes, write, onBytes)
}

async function pass(
  file: File,
  bytesMax: number,
  visit: (part: Uint8Array, position: number) => void,
  onBytes: OnBytes,
): Promise<Hashed> {
  const sha256 = createHash('sha256')
  const buffer = new Uint8Array(STEP_BYTES)
  let position = 0
  while (position < bytesMax) {
    const wanted = buffer.subarray(0, Math.min(STEP_BYTES, bytesMax - position))
    const part = wanted.subarray(0, file.read(wanted, position))
    visit(part, position)
    sha256.update(part)
    position += part.length
    onBytes(part.length)
    await nextTurn()
    if (part.length < wanted.length) break
  }
  return { bytes: position, sha256: sha256.digest('hex') }
}
