/** What stands for secrets where settings are shown. */

export const MASK = '******'

/** Parameters of a query whose values are secrets, going by what they are called. */
const SECRET_NAME = /auth|cred|key|pass|pwd|secret|sig|token/i

/** A URL with its user, its password and the secrets of its query masked. Of what is no URL, all that could be one of them. */
export function withoutCredentials(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) {
    return text.replace(/^.*@/s, `${MASK}@`).replace(/[?#].*$/s, `?${MASK}`)
  }
  const names = [...url.searchParams.keys()].filter(name => SECRET_NAME.test(name))
  const hasUser = url.username !== '' || url.password !== ''
  if (!hasUser && names.length === 0) return text
  if (hasUser) url.username = MASK
  url.password = ''
  for (const name of names) url.searchParams.set(name, MASK)
  return url.href
}
