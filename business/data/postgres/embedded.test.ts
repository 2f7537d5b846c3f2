import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { DirectoryLocked } from '#foundation/lock/lock'
import { Program, until } from '#foundation/program/program'
import { EmbeddedUnavailable } from './embedded/binaries.ts'
import { EmbeddedPostgres } from './embedded.ts'

const PROGRAM = new URL('tests/serve-embedded.ts', import.meta.url).pathname
const { clock } = systemHost()
const ignore = (): void => undefined

function testDirectory(name: string): string {
  const directory = fs.mkdtempSync(join(os.tmpdir(), name))
  fs.chmodSync(directory, 0o755)
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true })
  })
  return directory
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it('an embedded server has one process at a time, ends with it, and keeps what was written', async () => {
  const directory = testDirectory('embedded-')
  const program = new Program(PROGRAM, [directory])
  const { url, pid } = await program.logged('serving')
  await query(String(url), 'create table kept (id int); insert into kept values (7)')
  const second = EmbeddedPostgres.start(directory, 'shop', clock, ignore)
  await expect(second).rejects.toThrow(DirectoryLocked)
  await program.kill()
  await until(
    () => (isAlive(Number(pid)) ? undefined : true),
    () => 'the server goes on without its process',
  )
  await using again = await EmbeddedPostgres.start(directory, 'shop', clock, ignore)
  expect(await query(again.url, 'select id from kept')).toEqual([{ id: 7 }])
})

it('an embedded server starts where the machine crashed, and another server has the id of its process since', async () => {
  const [directory, place] = [testDirectory('embedded-'), testDirectory('embedded-')]
  await using other = await EmbeddedPostgres.start(place, 'other', clock, ignore)
  const left = await (async () => {
    await using server = await EmbeddedPostgres.start(directory, 'shop', clock, ignore)
    const paths = ['cluster-18/data/postmaster.pid', 'run/.s.PGSQL.5432.lock']
    const id = new RegExp(`^${String(server.pid)}$`, 'm')
    return paths.map(path => {
      const file = join(directory, path)
      return { file, text: fs.readFileSync(file, 'utf8').replace(id, String(other.pid)) }
    })
  })()
  const { uid, gid } = fs.statSync(join(directory, 'run'))
  for (const { file, text } of left) {
    fs.writeFileSync(file, text)
    fs.chownSync(file, uid, gid)
  }
  await using again = await EmbeddedPostgres.start(directory, 'shop', clock, ignore)
  expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

it('an embedded server that ends by itself says why', async () => {
  const lost = Promise.withResolvers<Error>()
  const directory = testDirectory('embedded-')
  await using server = await EmbeddedPostgres.start(directory, 'shop', clock, lost.resolve)
  const file = fs.readFileSync(join(directory, 'cluster-18/data/postmaster.pid'), 'utf8')
  process.kill(Number.parseInt(file, 10), 'SIGINT')
  expect(server.url).toContain('shop')
  expect((await lost.promise).message).toMatch(/ended by itself, and said last: [^]*shutdown/)
})

it('an embedded server is refused where its socket would have too long a path', async () => {
  const directory = join(testDirectory('embedded-'), 'x'.repeat(100))
  const refused = EmbeddedPostgres.start(directory, 'shop', clock, ignore)
  await expect(refused).rejects.toThrow(EmbeddedUnavailable)
  expect(fs.existsSync(join(directory, 'lock.json'))).toBe(false)
})

it.skipIf(process.getuid?.() !== 0)(
  'an embedded server of root is refused under a directory that its user may not enter',
  async () => {
    const closed = testDirectory('embedded-')
    fs.chmodSync(closed, 0o700)
    const refused = EmbeddedPostgres.start(join(closed, 'a/b'), 'shop', clock, ignore)
    await expect(refused).rejects.toThrow(`may not enter ${closed}: allow it by chmod o+x`)
    fs.chmodSync(closed, 0o755)
    await using server = await EmbeddedPostgres.start(join(closed, 'a/b'), 'shop', clock, ignore)
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  },
)
