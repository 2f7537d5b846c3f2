/** Entity tags and conditional headers, RFC 9110 sections 8.8.3 and 13.1. */

/** `*`, or tags without their quotes. */
export type TagList = '*' | readonly { readonly tag: string; readonly isWeak: boolean }[]

/** The next tag of a list, which may have empty elements: RFC 9110, section 5.6.1.2. */
const NEXT = /^[\s,]*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|$)/

export function formatTag(tag: string | number): string {
  return `"${String(tag)}"`
}

/** The value of `If-Match` or `If-None-Match`; undefined if it is neither. */
export function parseTagList(value: string): TagList | undefined {
  if (value.trim() === '*') return '*'
  const tags: { tag: string; isWeak: boolean }[] = []
  let rest = value
  while (/[^\s,]/.test(rest)) {
    const match = NEXT.exec(rest)
    if (!match) return undefined
    tags.push({ tag: match[2] ?? '', isWeak: match[1] !== undefined })
    rest = rest.slice(match[0].length)
  }
  return tags.length > 0 ? tags : undefined
}

/** Weak comparison: what `If-None-Match` asks for. */
export function matchesWeakly(list: TagList, tag: string): boolean {
  return list === '*' || list.some(candidate => candidate.tag === tag)
}

/** Strong comparison: what `If-Match` asks for. */
export function matchesStrongly(list: TagList, tag: string): boolean {
  return list === '*' || list.some(candidate => !candidate.isWeak && candidate.tag === tag)
}
