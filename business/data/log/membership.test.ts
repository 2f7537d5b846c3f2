import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { isMember, keepMembership, OtherLog, readMembership } from './membership.ts'
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

it('is refused to a directory with a log of its own, and where it is damaged', async () => {
  const host = new SimulatedHost(1)
  await (await WalLog.open(host, DIRECTORY))[Symbol.asyncDispose]()
  expect(() => readMembership(host.disk, DIRECTORY)).toThrow(OtherLog)
  expect(isMember(host.disk, DIRECTORY)).toBe(false)
  const { disk } = new SimulatedHost(2)
  keepMembership(disk, DIRECTORY, { ...membership, node: 'x' })
  expect(() => readMembership(disk, DIRECTORY)).toThrow(OtherLog)
})
