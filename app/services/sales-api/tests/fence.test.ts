import fs from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { LOCK_FILE } from '#foundation/lock/lock'
import { Service, until } from './service.ts'

const WRITERS = 8
/** Written before the lock is taken away, so that there is something under way. */
const WRITTEN_MIN = 200
/** The memtable is flushed again and again meanwhile. */
const SMALL_MEMORY = '--store-memory=16MiB'

it('a service whose lock another process takes under load writes nothing more, and the other has all that was acknowledged', async () => {
  await using first = await Service.start({ args: [SMALL_MEMORY] })
  const { directory } = first
  const acknowledged: string[] = []
  let isOver = false
  const writing = Array.from({ length: WRITERS }, async (_, writer) => {
    for (let number = 0; !isOver; number++) {
      const key = `${String(writer)}-${String(number)}`
      const body = key.padEnd(20_000, '.')
      const response = await fetch(`${first.url}/v1/kv/${key}`, { method: 'PUT', body }).catch(
        () => undefined,
      )
      if (response?.ok) acknowledged.push(key)
      else return
    }
  })
  await until(
    () => (acknowledged.length >= WRITTEN_MIN ? true : undefined),
    () => 'too little was written',
  )
  // As an operator does who takes the holder for dead.
  fs.rmSync(join(directory, LOCK_FILE))
  await using second = await Service.start({ directory, args: [SMALL_MEMORY] })
  isOver = true
  await Promise.all(writing)

  expect(await first.ended()).toBe(3)
  expect(first.log.map(({ msg }) => msg)).toContain('storage failed: nothing more is accepted')
  for (const key of acknowledged) {
    const response = await fetch(`${second.url}/v1/kv/${key}`)
    expect(response.status, key).toBe(200)
    expect((await response.text()).length).toBe(20_000)
  }
  // And it goes on, also after a restart of its own.
  const put = await fetch(`${second.url}/v1/kv/after`, { method: 'PUT', body: 'after' })
  expect(put.status).toBe(201)
  await second.kill()
  await second.restart()
  expect(await (await fetch(`${second.url}/v1/kv/after`)).text()).toBe('after')
  expect((await fetch(`${second.url}/v1/kv/${String(acknowledged.at(-1))}`)).status).toBe(200)
})
