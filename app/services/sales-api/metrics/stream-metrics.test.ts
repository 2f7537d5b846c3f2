import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { RespTest } from '../resp/testing/resp-test.ts'
import { readStreamFigures, registerStreamMetrics } from './stream-metrics.ts'

it('the streams with the most lag are told, then those with the most entries, and no more than 50', async () => {
  await using test = await RespTest.start()
  const { streams, groups, host } = test.node
  const read = () => readStreamFigures(streams, groups, host.turns)
  const registry = new Registry()
  registerStreamMetrics(registry, read)
  expect(await read()).toEqual([])

  const client = await test.connect()
  for (let at = 1; at <= 60; at++) {
    for (let entry = 0; entry < (at === 30 ? 3 : 1); entry++) {
      await client.ask(`XADD s${String(at)} * field value`)
    }
  }
  await client.ask('XGROUP CREATE s60 workers 0')
  await client.ask('XREADGROUP GROUP workers w STREAMS s60 >')
  await client.ask('XADD s60 * field value')
  const told = await read()
  expect(told).toHaveLength(50)
  expect(told[0]).toMatchObject({
    stream: 's60',
    entries: 2,
    groups: [{ group: 'workers', lag: 1, pending: 1 }],
  })
  expect(told[1]).toMatchObject({ stream: 's30', entries: 3, groups: [] })

  const lines = (await registry.metrics()).split('\n')
  expect(lines).toContain('stream_group_lag{stream="s60",group="workers"} 1')
  expect(lines).toContain('stream_group_pending{stream="s60",group="workers"} 1')
  expect(lines.filter(line => line.startsWith('stream_entries{'))).toHaveLength(50)
  await client.ask('DEL s60')
  expect(await registry.metrics()).not.toContain('s60')
})
