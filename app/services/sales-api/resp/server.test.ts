import os from 'node:os'
import { describe, expect, it } from 'vitest'
import { RespServer } from './server.ts'
import { Client, RespTest } from './testing/resp-test.ts'

describe('the server', () => {
  it('tells a connection too many so, and takes the next when one has ended', async () => {
    await using test = await RespTest.start({ limits: { connectionsMax: 2 } })
    const [first] = [await test.connect(), await test.connect()]
    const excess = await test.connect()
    expect(await excess.closed()).toBe('-ERR max number of clients reached\r\n')
    expect(test.server.context.totals).toMatchObject({ connections: 2, refused: 1 })
    await first.ask('QUIT')
    first.destroy()
    for (;;) {
      const next = await test.connect()
      if ((await Promise.race([next.ask('PING'), next.closed()])) === 'PONG') break
    }
  })

  it('serves only clients of the loopback interface in protected mode', async context => {
    await using test = await RespTest.start()
    const { options } = test.server.context
    const addresses = Object.values(os.networkInterfaces()).flatMap(list => list ?? [])
    const outside = addresses.find(
      ({ family, internal }) => family === 'IPv4' && !internal,
    )?.address
    if (outside === undefined) return context.skip('this machine has no address but its own')
    const server = await RespServer.listen(options, { host: '0.0.0.0', port: 0 })
    const reply = async (host: string): Promise<unknown> => {
      const client = await Client.connect(server.port, host)
      const answer = await Promise.race([client.ask('ECHO PONG'), client.closed()])
      client.destroy()
      return answer
    }
    expect(await reply('127.0.0.1')).toBe('PONG')
    expect(await reply(outside)).toMatch(/^-DENIED sales-api is running in protected mode/)
    options.tunables.isProtected = false
    expect(await reply(outside)).toBe('PONG')
    await server.close(0)
  })

  it('cuts what is left when the time to close is over', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    await client.call('SET', 'key', 'x'.repeat(90_000))
    client.socket.pause()
    for (let at = 0; at < 300; at++) client.send('GET key\r\n')
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(await test.server.close(10)).toBe(false)
  })
})
