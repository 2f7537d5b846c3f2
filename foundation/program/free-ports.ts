/** Ports for programs that cannot choose one themselves. Only for tests and tools. */
import net from 'node:net'

/** Below those that Linux gives to connections: none of these takes one before its program listens. */
const LOWEST = 20_000
const HIGHEST = 32_000

/** Ports of the loopback interface on which nothing listens, other than each other. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (await isFree(port)) ports.add(port)
  }
  return [...ports]
}

export function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = net.createServer()
    server.once('error', () => {
      resolve(false)
    })
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true)
      })
    })
  })
}
