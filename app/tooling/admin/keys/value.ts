/** A value to be stored, from a file or from standard input. */
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { VALUE_BYTES_MAX } from './keys.ts'
import { EXIT, Failed } from '../outcome.ts'

/** All of the file, or of standard input if it is `-` or has no name. */
export async function readValue(file: string | undefined, stdin: Readable): Promise<Uint8Array> {
  const isFile = file !== undefined && file !== '-'
  const stream = isFile ? createReadStream(file) : stdin
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of stream) {
      const buffer = Buffer.from(part as Uint8Array)
      bytes += buffer.length
      if (bytes > VALUE_BYTES_MAX) {
        stream.destroy()
        const message = `The value is longer than ${String(VALUE_BYTES_MAX)} bytes, which no store takes`
        throw new Failed(EXIT.refused, 'VALUE_TOO_LARGE', message)
      }
      parts.push(buffer)
    }
  } catch (cause) {
    if (cause instanceof Failed) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Failed(EXIT.failed, 'VALUE_UNREADABLE', `Cannot read the value: ${why}`, { cause })
  }
  return Buffer.concat(parts)
}
