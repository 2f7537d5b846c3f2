import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { createLog } from '#foundation/wal/offline'
import {
  holdsEntry,
  isMember,
  keepMembership,
  leaveMembership,
  OtherLog,
  readMembership,
} from './membership.ts'
import { WalLog } from './wal-log.ts'

const DIRECTORY = '/data/log'
const membership = { log: 'a'.repeat(32), node: 'b'.repeat(32) }

it('is kept with a directory, also over a loss of power', () => {
  const { disk } = new SimulatedHost(1)
  expect(readMembership(disk, DIRECTORY)).toBeUndefined()
  keepMembership(disk, DIRECTORY, membership)
  disk.crash()
  disk.restart()
  expect(readMembership(disk, DIRECTORY)).toEqual(membership)
  expect(isMember(disk, DIRECTORY)).toBe(true)
})

it('is not begun twice when a stop left half of it', () => {
  const { disk } = new SimulatedHost(1)
  disk.makeDirectory()
  disk.open(join(DIRECTORY, 'etcd.id.new'), 'create').close()
  expect(readMembership(disk, DIRECTORY)).toBeUndefined()
  keepMembership(disk, DIRECTORY, membership)
  expect(readMembership(disk, DIRECTORY)).toEqual(membership)
})

it('takes the place of a log without entries, as a restored backup has it', async () => {
  const host = new SimulatedHost(1)
  await createLog(host, DIRECTORY, 42)
  expect(readMembership(host.disk, DIRECTORY)).toBeUndefined()
  keepMembership(host.disk, DIRECTORY, membership)
  expect(host.disk.list(DIRECTORY)).toEqual(['etcd.id'])
})

it('is refused to a directory with a log of its own, and where it is damaged', async () => {
  const host = new SimulatedHost(1)
  {
    await using log = await WalLog.open(host, DIRECTORY)
    await log.append(Buffer.from('an entry'))
  }
  expect(() => readMembership(host.disk, DIRECTORY)).toThrow(OtherLog)
  expect(isMember(host.disk, DIRECTORY)).toBe(false)
  const { disk } = new SimulatedHost(2)
  keepMembership(disk, DIRECTORY, { ...membership, node: 'x' })
  expect(() => readMembership(disk, DIRECTORY)).toThrow(OtherLog)
})

it('gives way to a log of this disk, also when a stop left half of that', async () => {
  const host = new SimulatedHost(1)
  const { disk } = host
  keepMembership(disk, DIRECTORY, membership)
  await createLog(host, DIRECTORY, 7)
  disk.crash()
  disk.restart()
  expect(readMembership(disk, DIRECTORY)).toEqual(membership)
  expect(holdsEntry(disk, DIRECTORY, 7)).toBe(false)
  await leaveMembership(host, DIRECTORY, 9)
  disk.crash()
  disk.restart()
  expect(isMember(disk, DIRECTORY)).toBe(false)
  await using log = await WalLog.open(host, DIRECTORY)
  expect(await log.append(new Uint8Array(8))).toEqual({ kind: 'committed', position: 10 })
  expect([9, 10, 11].map(at => holdsEntry(disk, DIRECTORY, at))).toEqual([false, true, false])
})
