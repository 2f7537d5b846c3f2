/** PostgreSQL refuses to run as root. Then it runs as another user, to whom its files have to belong. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { dirname } from 'node:path'
import { EmbeddedUnavailable } from './binaries.ts'

/** Empty where this process is not root: the server runs as the same user then. */
export type Owner = { readonly uid?: number; readonly gid?: number }

/** Its own user if the system has one, and otherwise the one that owns nothing. */
const USERS = ['postgres', 'nobody']

/** Throws `EmbeddedUnavailable`. */
export function serverOwner(): Owner {
  if (process.getuid?.() !== 0) return {}
  for (const user of USERS) {
    const [uid, gid] = [idOf('-u', user), idOf('-g', user)]
    if (uid !== undefined && gid !== undefined) return { uid, gid }
  }
  throw new EmbeddedUnavailable(
    `it must not run as root, and there is no user ${USERS.join(' or ')}`,
  )
}

/** Makes a directory that only the server enters. Throws `EmbeddedUnavailable` if its user may not enter one above it. */
export function ownedDirectory(path: string, owner: Owner): void {
  const { uid, gid } = owner
  fs.mkdirSync(path, { recursive: true, mode: 0o700 })
  if (uid === undefined || gid === undefined) return
  fs.chownSync(path, uid, gid)
  const mayEnter = (directory: string): boolean =>
    spawnSync('test', ['-x', directory], owner).status === 0
  if (mayEnter(path)) return
  let closed = dirname(path)
  while (closed !== dirname(closed) && !mayEnter(dirname(closed))) closed = dirname(closed)
  throw new EmbeddedUnavailable(
    `it must not run as root, and its user, ${String(uid)}, may not enter ${closed}: ` +
      `allow it by chmod o+x ${closed}, or take another directory`,
  )
}

/** Undefined if there is no such user. Throws `EmbeddedUnavailable` if that cannot be found out. */
function idOf(which: '-u' | '-g', user: string): number | undefined {
  const { error, status, stdout } = spawnSync('id', [which, user], { encoding: 'utf8' })
  if (error) throw new EmbeddedUnavailable(`it must not run as root, and ${error.message}`)
  return status === 0 ? Number(stdout.trim()) : undefined
}
