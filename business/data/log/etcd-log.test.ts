import { afterAll, beforeAll, describe } from 'vitest'
import { Etcd } from '#foundation/etcd/etcd'
import { systemHost } from '#foundation/host/system'
import type { EtcdTrouble } from './etcd-log.ts'
import { EtcdLog } from './etcd-log.ts'
import { EtcdServer, hasEtcd } from './testing/etcd-server.ts'
import { logSuite } from './testing/log-suite.ts'

const host = systemHost()

describe.skipIf(!hasEtcd)('etcd', () => {
  let server: EtcdServer
  let places = 0

  beforeAll(async () => {
    server = await EtcdServer.start()
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })

  function open(prefix: string, id?: string, troubles: (EtcdTrouble | undefined)[] = []) {
    const etcd = new Etcd({
      members: [server.address],
      tls: undefined,
      user: undefined,
      clock: host.clock,
    })
    const onTrouble = (trouble: EtcdTrouble | undefined): void => void troubles.push(trouble)
    return EtcdLog.open(host, { etcd, prefix, id, onTrouble }, new AbortController().signal)
  }

  logSuite('etcd', () => {
    const prefix = `suite-${String(++places)}`
    let restarted: Promise<void> | undefined
    return {
      open: async () => {
        await restarted
        return await open(prefix)
      },
      crash: () => {
        restarted = server.kill().then(() => server.restart())
      },
      setFull: isFull => {
        server.setFull(isFull)
      },
    }
  })
})
