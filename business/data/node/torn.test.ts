import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import type { NodeEvent } from './node.ts'
import { LOG_DIRECTORY, Node } from './node.ts'

const SEGMENT_BYTES = 64 * 1024

async function open(directory: string, told: NodeEvent[]): Promise<Node> {
  return await Node.open(systemHost(), {
    name: 'node',
    role: 'voter',
    version: 'test',
    address: '',
    directory,
    sizes: {
      memoryBytes: 1024 * 1024,
      flushBytes: 1024 * 1024,
      segmentBytes: SEGMENT_BYTES,
      leaveBytes: SEGMENT_BYTES,
      reserveBytes: 0,
      logRoomBytesMin: 0,
    },
    idempotency: { keepMs: 1000, countMax: 1, bytesMax: 1 },
    mayWrite: () => true,
    tell: event => {
      told.push(event)
    },
  })
}

it.each([
  ['a write that the last stop cut short', true],
  ['a log that is whole', false],
])('tells of %s', async (_what, isCut) => {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'node-torn-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true, force: true })
  })
  const node = await open(directory, [])
  await node.log.append(new Uint8Array(64).fill(7))
  // It writes no mark behind the entry, as a process that is killed does not.
  node.fence()
  await node[Symbol.asyncDispose]()
  const [name = ''] = fs
    .readdirSync(join(directory, LOG_DIRECTORY))
    .filter(file => file.endsWith('.wal'))
  const path = join(directory, LOG_DIRECTORY, name)
  const bytes = fs.readFileSync(path)
  if (isCut) bytes[bytes.lastIndexOf(7)] = 0
  fs.writeFileSync(path, bytes)

  const told: NodeEvent[] = []
  await using again = await open(directory, told)
  expect(again.isTorn).toBe(isCut)
  expect(told.some(({ kind }) => kind === 'torn')).toBe(isCut)
})
