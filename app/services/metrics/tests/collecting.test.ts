import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { until } from '#foundation/program/program'
import type { Answer } from '#foundation/testing/misbehaving'
import {
  cutShort,
  endless,
  json,
  MisbehavingServer,
  silence,
  text,
  trickle,
} from '#foundation/testing/misbehaving'
import { INTERVAL_MS, MetricsProgram } from './program.ts'
import { valueOf } from './prometheus-text.ts'

const healthy: Answer = json({ cmdline: ['shop'], requests: 7, memstats: { PauseTotalNs: 5 } })

const TROUBLES: readonly [what: string, answer: Answer, reason: string][] = [
  ['fails', text('broken', 500), 'status'],
  ['does not answer', silence, 'timeout'],
  ['answers too slowly', trickle(50), 'timeout'],
  ['answers garbage', text('<html>'), 'malformed'],
  ['answers without end', endless, 'too_large'],
  ['answers with other types', json(['requests', 7]), 'unusable'],
  ['breaks off', cutShort, 'unreachable'],
]

describe('a service that', () => {
  it('misbehaves in every way, one after the other, is told as down each time, and is collected again', async () => {
    await using server = await MisbehavingServer.start(healthy)
    await using metrics = await MetricsProgram.start(server.url)
    for (const [, answer, reason] of TROUBLES) {
      await metrics.expvarWhere(({ collector }) => collector.up === 1)
      server.answers(answer)
      // A busy machine may add a timeout of its own.
      await metrics.expvarWhere(
        ({ collector: { up, complaint } }) =>
          up === 0 && String(complaint).startsWith(`${reason}: `),
      )
      server.answers(healthy)
    }
    const { collector } = await metrics.expvarWhere(document => document.collector.up === 1)
    for (const [, , reason] of TROUBLES) expect(collector.failures).not.toHaveProperty(reason, 0)
    expect(collector.complaint).toBeUndefined()
    const others = (reasons: readonly unknown[]): unknown[] =>
      reasons.filter(reason => reason !== 'timeout')
    const expected = others(TROUBLES.map(([, , reason]) => reason))
    const logged = await until(
      async () => {
        const found = others((await metrics.warnings(0)).map(({ reason }) => reason))
        return found.length >= expected.length ? found : undefined
      },
      () => metrics.program.output,
    )
    expect(logged).toEqual(expected)
  })

  it('is down has values that are marked as stale, then none, and never any that are wrong', async () => {
    await using server = await MisbehavingServer.start(healthy)
    await using metrics = await MetricsProgram.start(server.url)
    await metrics.expvarWhere(({ collector }) => collector.up === 1)
    await server.down()
    const stale = await metrics.expvarWhere(({ collector }) => collector.up === 0)
    expect(stale).toMatchObject({ requests: 7, collector: { stale: 1 } })
    const gone = await metrics.expvarWhere(document => !('requests' in document))
    expect(gone).toMatchObject({
      cmdline: ['shop'],
      memstats: { PauseTotalNs: 5 },
      collector: { up: 0, stale: 0, freshness: 'none' },
    })
    expect(await metrics.warnings(1)).toMatchObject([
      { msg: 'cannot collect', reason: 'unreachable' },
    ])
    const families = await metrics.prometheus()
    expect([...families.keys()].filter(name => name.startsWith('sales_'))).toEqual([])
    expect(valueOf(families, 'collector_up')).toBe(0)
    expect(valueOf(families, 'collector_last_success_age_seconds')).toBeGreaterThan(2)

    await server.up()
    const back = await metrics.expvarWhere(({ collector }) => collector.up === 1)
    expect(back).toMatchObject({ requests: 7 })
  })

  it('was never there is waited for', async () => {
    await using server = await MisbehavingServer.start(healthy)
    await server.down()
    await using metrics = await MetricsProgram.start(server.url)
    const before = await metrics.expvarWhere(({ collector }) => Number(collector.collections) > 1)
    expect(before).toMatchObject({ cmdline: ['unknown'], memstats: { PauseTotalNs: 0 } })
    await server.up()
    expect(await metrics.expvarWhere(({ collector }) => collector.up === 1)).toMatchObject({
      cmdline: ['shop'],
      requests: 7,
    })
  })

  it('is slow is asked again only when it has answered, and nobody else waits for it', async () => {
    const waiting: (() => void)[] = []
    await using server = await MisbehavingServer.start((request, response) => {
      waiting.push(() => {
        healthy(request, response)
      })
    })
    await using metrics = await MetricsProgram.start(server.url, '--collect-timeout=60s')
    for (let round = 1; round <= 4; round++) {
      await until(
        () => server.requests === round || undefined,
        () => metrics.program.output,
      )
      // Both are answered while the collection waits, and while several more are due.
      for (let asked = 0; asked < 4; asked++) {
        await metrics.expvar()
        await metrics.prometheus()
        await pause(INTERVAL_MS)
      }
      expect([server.requests, server.underWay]).toEqual([round, 1])
      waiting.shift()?.()
    }
    expect(server.underWayMax).toBe(1)
  })
})
