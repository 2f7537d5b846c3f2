/** Two readers that say what a test wants: no server is asked. */
import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { Pool } from './pool.ts'
import { Readers } from './readers.ts'

const LAG_MS = 1_000
const host = new SimulatedHost(1)

class Placed extends Pool {
  position = '0/10'

  constructor(name: string) {
    const limits = { connectionsMax: 1, connectMs: 1, statementMs: 1, lockMs: 1, slowMs: 1 }
    const options = { ...limits, name, url: 'postgresql://localhost:1/none', isReadOnly: true }
    super(options, host.clock, () => undefined)
  }

  override ask<T>(
    _text: string,
    _values: readonly unknown[],
    parse: (rows: readonly unknown[]) => T,
  ): Promise<T> {
    return Promise.resolve(parse([{ position: this.position, readOnly: 'off', replica: 'true' }]))
  }
}

it('reads are spread over all readers, but for one that is behind, until it has caught up', async () => {
  const [writer, first, second] = [new Placed('writer'), new Placed('first'), new Placed('second')]
  const readers = new Readers(writer, [first, second], host, () => undefined, LAG_MS)
  const picked = () => new Set(Array.from({ length: 100 }, () => readers.pick()?.pool.name))
  expect(picked()).toEqual(new Set([undefined]))
  await readers.probe()
  expect(picked()).toEqual(new Set(['first', 'second']))
  for (const [ahead, behind] of [
    [first, second],
    [second, first],
  ] as const) {
    writer.position = `${writer.position}0`
    ahead.position = writer.position
    await readers.probe()
    expect(picked()).toEqual(new Set(['first', 'second']))
    host.clock.advance(LAG_MS)
    await readers.probe()
    expect(picked()).toEqual(new Set([ahead.name]))
    behind.position = writer.position
    await readers.probe()
    expect(picked()).toEqual(new Set(['first', 'second']))
  }
})
