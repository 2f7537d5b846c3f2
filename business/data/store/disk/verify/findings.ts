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
