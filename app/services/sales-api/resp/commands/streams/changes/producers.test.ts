import { expect, it } from 'vitest'
import { RespTest } from '../../../testing/resp-test.ts'

it.each([
  ['XADD s IDMP p i 1-1 f v', /^-ERR .*only with auto-generated IDs/],
  ['XADD s IDMPAUTO p 1-* f v', /^-ERR .*only with auto-generated IDs/],
  ['XADD s IDMP p * f v', /^-ERR Invalid stream ID/],
  ['XADD s IDMP p i IDMP p i * f v', /^-ERR .*specified multiple times/],
  ['XADD s IDMPAUTO p IDMP p i * f v', /^-ERR .*specified multiple times/],
  ['XADD s NOMKSTREAM MAXLEN 1 IDMP', /^-ERR wrong number of arguments/],
  ['XADD s IDMP  i * f v', /^-ERR IDMP requires a non-empty producer ID/],
  ['XADD s IDMP p  * f v', /^-ERR IDMP requires a non-empty idempotent ID/],
  ['XADD s IDMPAUTO  * f v', /^-ERR IDMPAUTO requires a non-empty producer ID/],
  ['XCFGSET s IDMP-DURATION 0', /^-ERR IDMP-DURATION must be between 1 and 86400/],
  ['XCFGSET s IDMP-DURATION 86401', /^-ERR IDMP-DURATION must be between 1 and 86400/],
  ['XCFGSET s IDMP-MAXSIZE 10001', /^-ERR IDMP-MAXSIZE must be between 1 and 10000/],
  ['XCFGSET s IDMP-MAXSIZE x', /^-ERR value is not an integer/],
  ['XCFGSET s IDMP-MAXSIZE 1 FOO', /^-ERR syntax error/],
  ['XCFGSET s FOO 1', /^-ERR syntax error/],
  ['XCFGSET s', /^-ERR wrong number of arguments/],
  ['XCFGSET none IDMP-MAXSIZE 1', /^-ERR no such key/],
  ['XCFGSET key IDMP-MAXSIZE 1', /^-WRONGTYPE/],
])('%s', async (request, reply) => {
  await using test = await RespTest.start()
  const client = await test.connect()
  await client.ask('SET key value')
  await client.ask('XADD s 0-1 f v')
  expect(await client.ask(request)).toMatch(reply)
  expect(await client.ask('XLEN s')).toBe(1)
})

it('an append that comes again has the id of the first one, and does not trim', async () => {
  await using test = await RespTest.start()
  const client = await test.connect()
  expect(await client.ask('XADD s NOMKSTREAM IDMP p i * f v')).toBe(null)
  const id = await client.ask('XADD s IDMP p i * f v')
  await client.ask('XADD s * f v')
  expect(await client.ask('XADD s MAXLEN 0 IDMP p i * other fields')).toBe(id)
  const auto = await client.ask('XADD s IDMPAUTO p MAXLEN ~ 9 * a 1 b 2')
  expect(await client.ask('XADD s IDMPAUTO p * b 2 a 1')).toBe(auto)
  expect(await client.ask('XADD s IDMPAUTO p * a 2 b 1')).not.toBe(auto)
  expect(await client.ask('XADD s IDMPAUTO p * a 1 b 2 a 1')).not.toBe(auto)
  expect(await client.ask('XADD s IDMPAUTO q * a 1 b 2')).not.toBe(auto)
  expect(await client.ask('XLEN s')).toBe(6)
  await client.ask('HELLO 3')
  const info = async (): Promise<unknown> => {
    const reply = await client.ask('XINFO STREAM s')
    return reply instanceof Map ? Object.fromEntries(reply) : reply
  }
  expect(await info()).toMatchObject({
    'idmp-duration': 100,
    'idmp-maxsize': 100,
    'pids-tracked': 2,
    'iids-tracked': 5,
    'iids-added': 5,
    'iids-duplicates': 2,
  })
  expect(await client.ask('XCFGSET s IDMP-DURATION 5 IDMP-MAXSIZE 7')).toBe('OK')
  expect(await info()).toMatchObject({ 'idmp-duration': 5, 'idmp-maxsize': 7 })
})
