/** A key with the value that it is about to get, in memory that is used again for the next one. */
import { copyBytes } from '#foundation/bytes/bytes'
import type { KeyVersion } from '#business/data/keyspace/change'
import type { Written } from '#business/data/keyspace/keyspace'

export class Draft implements Written {
  bytes: Uint8Array = new Uint8Array()
  keyStart = 0
  keyLength = 0
  valueLength = 0
  metaStart = 0
  metaLength = 0
  expiresAt = 0
  lease = 0
  #own: Uint8Array = new Uint8Array()

  /** Key, value and meta lie one behind the other in other memory. */
  at(bytes: Uint8Array, keyStart: number, keyEnd: number, valueEnd: number, metaEnd: number): void {
    this.bytes = bytes
    this.keyStart = keyStart
    this.keyLength = keyEnd - keyStart
    this.valueLength = valueEnd - keyEnd
    this.metaStart = valueEnd
    this.metaLength = metaEnd - valueEnd
  }

  /** Room for a value of this length, behind the key and before the meta. Returns where it begins; the caller writes it. */
  room(
    bytes: Uint8Array,
    keyStart: number,
    keyEnd: number,
    valueLength: number,
    metaBytes: Uint8Array,
    metaStart: number,
    metaLength: number,
  ): number {
    const keyLength = keyEnd - keyStart
    const valueEnd = keyLength + valueLength
    const metaEnd = valueEnd + metaLength
    if (this.#own.length < metaEnd) this.#own = new Uint8Array(metaEnd)
    copyBytes(bytes, keyStart, keyEnd, this.#own, 0)
    copyBytes(metaBytes, metaStart, metaStart + metaLength, this.#own, valueEnd)
    this.at(this.#own, 0, keyLength, valueEnd, metaEnd)
    return keyLength
  }

  /** The value and the content type that another key has. */
  copyOf(found: KeyVersion, bytes: Uint8Array, keyStart: number, keyEnd: number): void {
    const { metaStart, metaLength, valueStart, valueLength } = found
    const at = this.room(bytes, keyStart, keyEnd, valueLength, found.bytes, metaStart, metaLength)
    copyBytes(found.bytes, valueStart, valueStart + valueLength, this.bytes, at)
  }
}
