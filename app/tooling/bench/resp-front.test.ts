import net from 'node:net'
import { expect, test } from 'vitest'
import { until } from '#foundation/program/program'
import { Directory, startRespFront } from './servers.ts'

const WRITES = 3000

test('the front answers one after the other, a read after the writes before it, in order however many there are', async () => {
  using directory = new Directory()
  await using front = await startRespFront(directory.path)
  const socket = net.connect(front.port, '127.0.0.1')
  let replies = ''
  socket.setEncoding('latin1').on('data', (text: string) => (replies += text))
  const writes = Array.from({ length: WRITES }, (_, write) => `SET key ${String(write)}\n`)
  socket.write(`GET key\nSET other x\n${writes.join('')}GET key\nGET other\nDEL key\n*abc\r\n`)
  const wanted =
    `$-1\r\n+OK\r\n${'+OK\r\n'.repeat(WRITES)}$4\r\n2999\r\n$1\r\nx\r\n` +
    '-ERR DEL with 1 arguments is not known here\r\n' +
    '-ERR Protocol error: invalid multibulk length\r\n'
  const ended = (): true | undefined => (socket.closed ? true : undefined)
  await until(ended, () => `the front did not close the connection: ${replies.slice(-200)}`)
  expect(replies).toBe(wanted)
})
