/** Places in the log of a server: what a reader has replayed up to there, its reads show. */

declare const checked: unique symbol

export type Position = bigint & { readonly [checked]: 'position' }

const TEXT = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/

/** As PostgreSQL writes it, `16/B374D848`; undefined if there is no text, or it is none. */
export function parsePosition(text: string | undefined): Position | undefined {
  const [, high, low] = TEXT.exec(text ?? '') ?? []
  if (high === undefined || low === undefined) return undefined
  return ((BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)) as Position
}

export function formatPosition(position: Position): string {
  return [position >> 32n, position & 0xffff_ffffn]
    .map(half => half.toString(16).toUpperCase())
    .join('/')
}
