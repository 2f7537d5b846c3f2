import { expect, it } from 'vitest'
import { Batch, OPERATION_HEADER_BYTES } from '../batch.ts'
import type { Report } from './report.ts'
import { reportOperation, reportsIn } from './report.ts'

const REPORT: Report = {
  name: 'node 1',
  position: 7,
  flushedPosition: 5,
  chainHash: '0123456789abcdef',
  run: { startedAt: 1_700_000_000_123, version: '1.2.3', address: 'node1:5380' },
}

function payloadOf(report: Report): Uint8Array {
  const operation = reportOperation(() => undefined)
  const batch = new Batch()
  const { domain, code } = operation
  const bytes = OPERATION_HEADER_BYTES + operation.bytes(report)
  const at = batch.reserve(bytes, domain, code, false)
  operation.encode(report, batch, at + OPERATION_HEADER_BYTES)
  batch.count = 1
  return batch.finish(new Uint8Array(8), 1, 0).slice()
}

it('a report says what was told, of any length', () => {
  for (const name of ['', 'n', 'Größe', 'x'.repeat(64)]) {
    for (const address of ['', 'a:1', `${'h'.repeat(200)}:65535`]) {
      const report = { ...REPORT, name, run: { startedAt: 1.5, version: 'v', address } }
      expect(reportsIn(1, payloadOf(report))).toEqual([report])
    }
  }
})

it('a name that is too long is cut, an address that is too long is not told', () => {
  const run = { startedAt: 1, version: 'v'.repeat(100), address: 'x'.repeat(300) }
  const [found] = reportsIn(1, payloadOf({ ...REPORT, name: 'n'.repeat(100), run }))
  expect(found).toEqual({
    ...REPORT,
    name: 'n'.repeat(64),
    run: { startedAt: 1, version: 'v'.repeat(64), address: '' },
  })
})

it('a report of an older version of this program, whatever stands behind its name, is read', () => {
  const payload = payloadOf({ ...REPORT, run: undefined })
  payload.fill(255, payload.length - 8)
  expect(reportsIn(1, payload)).toEqual([{ ...REPORT, run: undefined }])
})
