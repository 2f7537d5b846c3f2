import { expect, it, onTestFinished } from 'vitest'
import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { systemHost } from '../host/system.ts'
import { Etcd, EtcdFailed } from './etcd.ts'
import { Fields } from './wire.ts'

const bytesOf = (bytes: Buffer): Buffer => bytes

/** An answer of a member that had so many changes, with one pair. */
function answerAt(revision: number): Buffer {
  const header = new Fields().uint(3, revision)
  return new Fields().message(1, header).message(2, new Fields().text(1, 'key')).encode()
}

/** Answers deletions and ranges. */
async function member(answers: Readonly<Record<string, () => Buffer>>): Promise<Etcd> {
  const server = new Server()
  const codec = { requestSerialize: bytesOf, requestDeserialize: bytesOf }
  const kind = { requestStream: false, responseStream: false, responseSerialize: bytesOf }
  const handlers: UntypedServiceImplementation = {}
  const methods = Object.entries(answers).map(([method, answer]) => {
    handlers[method] = (_call: unknown, done: (error: null, answer: Buffer) => void): void => {
      done(null, answer())
    }
    const path = `/etcdserverpb.KV/${method}`
    return [method, { path, ...codec, ...kind, responseDeserialize: bytesOf }] as const
  })
  const service: ServiceDefinition = Object.fromEntries(methods)
  server.addService(service, handlers)
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error)
      else resolve(bound)
    })
  })
  const { clock } = systemHost()
  const members = [`127.0.0.1:${String(port)}`]
  const etcd = new Etcd({ members, tls: undefined, user: undefined, clock })
  onTestFinished(() => {
    etcd[Symbol.dispose]()
    server.forceShutdown()
  })
  return etcd
}

it('a read in the order of writes takes no answer of another member behind the same address that is older', async () => {
  let revision = 7
  const etcd = await member({ DeleteRange: () => answerAt(8), Range: () => answerAt(revision) })
  const read = async () => await etcd.rangeInOrder([{ key: 'key', limit: 1 }], 'never', 5000)
  await expect(read()).rejects.toThrow(EtcdFailed)
  revision = 8
  expect(await read()).toMatchObject([[{ key: 'key' }]])
})
