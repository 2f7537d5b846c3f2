/** What a check finds wrong, in words and as data; a check goes on after a finding. */

/** More than this are only counted: a lost file alone may be the reason for millions. */
export const FINDINGS_MAX = 1000

export type Finding = {
  /** What is wrong, as a sentence. */
  readonly message: string
  /** Where, as far as it can be told. */
  readonly table?: number
  /** UTF-8, in which %XX stands for a byte and %25 for a percent sign, as in the API. */
  readonly key?: string
  readonly revision?: number
  /** Relative to the directory that was checked. */
  readonly file?: string
  /** In bytes, of that file. */
  readonly offset?: number
}

export class Findings {
  readonly list: Finding[] = []
  /** All of them, also those not listed. */
  count = 0

  add(finding: Finding): void {
    this.count++
    if (this.list.length < FINDINGS_MAX) this.list.push(finding)
  }
}

// eslint-disable-next-line no-control-regex
const ESCAPED = /[\x00-\x1f\x7f-\x9f%]/g

export function keyAsText(key: Uint8Array): string {
  const bytes = Buffer.from(key)
  const text = bytes.toString()
  if (Buffer.from(text).equals(bytes)) return text.replace(ESCAPED, encodeURIComponent)
  return bytes.toString('latin1').replace(/[^\x20-\x24\x26-\x7e]/g, character => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
}
