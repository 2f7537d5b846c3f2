/** Takes what services send by OTLP, as fast as it comes, and keeps nothing. Prints its port. */
import type { AddressInfo } from 'node:net'

const server = process.getBuiltinModule('node:http').createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    response.writeHead(200, { 'Content-Type': 'application/x-protobuf', 'Content-Length': 0 })
    response.end()
  })
})
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ msg: 'listening', port: (server.address() as AddressInfo).port }))
})
