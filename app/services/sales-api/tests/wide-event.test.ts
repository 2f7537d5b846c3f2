import { expect, it } from 'vitest'
import { Service, until } from './service.ts'

it('the line of a request says which revision it made, whether it was a retry, and which fields were invalid', async () => {
  await using service = await Service.start()
  const headers = { 'Idempotency-Key': 'first', 'Content-Type': 'text/plain' }
  const put = async (): Promise<void> => {
    await fetch(`${service.url}/v1/kv/a`, { method: 'PUT', body: 'x', headers })
  }
  await put()
  await put()
  await fetch(`${service.url}/v1/kv/a?color=${'x'.repeat(200)}&${'y'.repeat(200)}=`)
  await fetch(`${service.url}/v1/txn`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ then: [{ op: 'put', key: 'b', value: 'x' }] }),
  })
  const lines = await until(
    () => {
      const written = service.log.filter(({ msg }) => msg === 'request')
      return written.length === 4 ? written : undefined
    },
    () => service.output,
  )
  expect(lines[0]).toMatchObject({ operation: 'putKey', status: 201, revision: 1 })
  expect(lines[0]).not.toHaveProperty('replayed')
  expect(lines[1]).toMatchObject({ operation: 'putKey', status: 201, revision: 1, replayed: true })
  expect(lines[2]).toMatchObject({
    code: 'INVALID_REQUEST',
    invalid: ['query.color', `query.${'y'.repeat(94)}`],
  })
  expect(lines[3]).toMatchObject({ operation: 'runTxn', status: 200, revision: 2 })
})
