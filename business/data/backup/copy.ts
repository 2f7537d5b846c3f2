/** Copying and hashing files, a step at a time, so that progress shows and a stop is heard. */
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Disk, File } from '#foundation/host/host'

const STEP_BYTES = 1024 * 1024

export type Steps = {
  /** Aborts the work, which then rejects with its reason. */
  readonly signal: AbortSignal
  /** Told of every so many bytes. */
  readonly onBytes: (bytes: number) => void
}

export type Hashed = { readonly bytes: number; readonly sha256: string }

/** All of a file. Throws `DiskFailed`. */
export async function hashFile(disk: Disk, path: string, steps: Steps): Promise<Hashed> {
  const file = disk.open(path, 'read')
  try {
    return await pass(file, Number.POSITIVE_INFINITY, () => undefined, steps)
  } finally {
    file.close()
  }
}

/** The first bytes of a file, fewer if it is shorter, into a new one; durable but for its name. Throws `DiskFull` or `DiskFailed`. */
export async function copyFile(
  disk: Disk,
  from: File,
  bytes: number,
  to: string,
  steps: Steps,
): Promise<Hashed> {
  const target = disk.open(to, 'create')
  try {
    const copied = await pass(
      from,
      bytes,
      (part, position) => {
        target.write(part, position)
      },
      steps,
    )
    target.sync()
    return copied
  } finally {
    target.close()
  }
}

async function pass(
  file: File,
  bytesMax: number,
  visit: (part: Uint8Array, position: number) => void,
  { signal, onBytes }: Steps,
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
    signal.throwIfAborted()
    if (part.length < wanted.length) break
  }
  return { bytes: position, sha256: sha256.digest('hex') }
}
