import { describe, expect, it } from 'vitest'
import type { Quota } from '#foundation/quota/quota'
import { configure } from '#foundation/conf/conf'
import { program, settings } from '../config.ts'
import { jsonBytesMax, serviceSizes } from '../sizes.ts'

const MiB = 1024 ** 2

function sizes(memoryMiB: number, ...argv: string[]) {
  const configured = configure({ ...program, version: '' }, settings, argv, {})
  if (configured.kind !== 'run') throw new Error(configured.text)
  const quota: Quota = {
    cpus: 2,
    cpusFrom: 'setting',
    memoryBytes: memoryMiB * MiB,
    memoryFrom: 'setting',
  }
  return serviceSizes(quota, configured.config, { pool: undefined, v8: 2 })
}

describe('what tables and buffers may hold', () => {
  it.each([
    { memory: 100, table: 16, flush: 16, bodies: 8 },
    { memory: 192, table: 16, flush: 16, bodies: 8 },
    { memory: 256, table: 32, flush: 16, bodies: 16 },
    { memory: 500, table: 93, flush: 46.5, bodies: 46.5 },
    { memory: 640, table: 128, flush: 64, bodies: 64 },
    { memory: 16_384, table: 128, flush: 512, bodies: 64 },
  ])('follows $memory MiB within bounds', ({ memory, table, flush, bodies }) => {
    const { memoryTableBytes, flushBytesMax, bufferedBytesMax } = sizes(memory)
    expect([memoryTableBytes, flushBytesMax, bufferedBytesMax]).toEqual([
      table * MiB,
      flush * MiB,
      bodies * MiB,
    ])
  })

  it('leaves room for the largest body, also where there is little memory', () => {
    const { bufferedBytesMax } = sizes(100, '--store-value-bytes-max=6MiB')
    expect(bufferedBytesMax * (3 / 4)).toBeGreaterThan(jsonBytesMax(6 * MiB))
  })

  it('is what was asked for where it was', () => {
    const asked = sizes(500, '--store-memory=1GiB', '--web-buffered-bytes-max=1MiB')
    expect(asked).toMatchObject({ memoryTableBytes: 1024 * MiB, bufferedBytesMax: MiB })
  })
})
