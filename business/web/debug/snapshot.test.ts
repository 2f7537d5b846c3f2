import { expect, it } from 'vitest'
import { DiskFull } from '#foundation/host/host'
import { systemHost } from '#foundation/host/system'
import { Logging } from '#foundation/logger/logger'
import { TestApp } from '#foundation/web/test-app'
import { snapshotContract } from './snapshot-contract.ts'
import { snapshotHandlers } from './snapshot.ts'

it('a snapshot is made, also when its time cannot be noted on a full disk', async () => {
  const logging = new Logging({ service: 'test', level: 'silent', destination: 1 })
  const log = logging.logger('snapshots')
  const made = {
    created: '2026-05-01T02:17:00.000Z',
    version: 'test',
    position: 1,
    revision: 1,
    chainHash: '',
    files: 1,
    bytes: 1,
  }
  const noted: string[] = []
  const maker = {
    take: () => Promise.resolve(made),
    noteMade: (created: string) => {
      noted.push(created)
      throw new DiskFull('data')
    },
    noteTried: () => undefined,
  }
  const handlers = snapshotHandlers(() => maker, log)
  await using web = await TestApp.serve(systemHost().clock, snapshotContract, handlers)
  const answer = await fetch(`${web.url}/debug/snapshot`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ directory: '/backups/one' }),
  })
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { directory: '/backups/one', ...made },
  ])
  expect(noted).toEqual([made.created])
})
