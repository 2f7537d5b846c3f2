/** The yardstick of the HTTP lines: a server that does nothing but answer. Prints its port. */
import type { AddressInfo } from 'node:net'

const value = Buffer.alloc(100, 'x')

const server = process.getBuiltinModule('node:http').createServer((request, response) => {
  const answer = (status: number): void => {
    response.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': value.length })
    response.end(value)
  }
  if (request.method === 'PUT') {
    request.on('data', () => undefined)
    request.on('end', () => {
      answer(200)
    })
  } else {
    answer(200)
  }
})
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ msg: 'listening', port: (server.address() as AddressInfo).port }))
})
