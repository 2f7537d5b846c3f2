import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Etcd } from '#foundation/etcd/etcd'
import { systemHost } from '#foundation/host/system'
import { until as answer } from '#foundation/program/program'
import { NoSpace } from '#business/data/node/refusal'
import type { EtcdLogOptions, EtcdTrouble } from './etcd-log.ts'
import { EtcdLog, findLog, LogMismatch } from './etcd-log.ts'
import type { LogEntry, Outcome } from './log.ts'
import { EntriesTrimmed, LogFailed, LogUnavailable } from './log.ts'
import { CuttingProxy } from './testing/cutting-proxy.ts'
import { EtcdServer, hasEtcd } from './testing/etcd-server.ts'
import { logSuite } from './testing/log-suite.ts'

const host = systemHost()
const { clock } = host

type Place = Partial<EtcdLogOptions> & {
  readonly members?: readonly string[]
  readonly user?: { readonly name: string; readonly password: string }
  readonly stop?: AbortSignal
}

const until = async (isSo: () => boolean, message: () => string): Promise<void> => {
  await answer(() => (isSo() ? true : undefined), message)
}

let prefixes = 0
const newPrefix = (): string => `test/${String(++prefixes)}`

function open(server: EtcdServer, prefix: string, place: Place = {}): Promise<EtcdLog> {
  const { members = [server.address], user, stop = new AbortController().signal } = place
  const etcd = new Etcd({ members, tls: undefined, user, clock })
  const rest = {
    id: undefined,
    node: 'one',
    position: 0,
    mayJoin: true,
    successor: undefined,
    onTrouble: () => undefined,
  }
  return EtcdLog.open(host, { ...rest, ...place, etcd, prefix }, stop)
}

const payload = (label: string | number): Uint8Array => Buffer.from(`entry ${String(label)}`)

async function committed(log: EtcdLog, label: string | number): Promise<number> {
  const outcome = await log.append(payload(label))
  if (outcome.kind !== 'committed') throw new Error(JSON.stringify(outcome))
  return outcome.position
}

/** Reads on until it is disposed; what it threw is in `failure`. */
class Reader implements AsyncDisposable {
  readonly found: { readonly position: number; readonly text: string }[] = []
  failure: unknown
  readonly #stop = new AbortController()
  readonly #done: Promise<void>

  constructor(log: EtcdLog, after = 0) {
    this.#done = this.#read(log.entries(after, this.#stop.signal)).catch((error: unknown) => {
      this.failure = error
    })
  }

  get texts(): string[] {
    return this.found.map(({ text }) => text)
  }

  async reaches(position: number): Promise<void> {
    await until(
      () => {
        if (this.failure instanceof Error) throw this.failure
        return (this.found.at(-1)?.position ?? 0) >= position
      },
      () => `entry ${String(position)} was not delivered`,
    )
  }

  async ended(): Promise<unknown> {
    await this.#done
    return this.failure
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#done
  }

  async #read(entries: AsyncIterable<LogEntry>): Promise<void> {
    for await (const { position, payload } of entries) {
      this.found.push({ position, text: Buffer.from(payload).toString() })
    }
  }
}

describe.skipIf(!hasEtcd)('etcd', () => {
  let server: EtcdServer

  beforeAll(async () => {
    server = await EtcdServer.start()
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })

  logSuite('etcd', () => {
    const prefix = newPrefix()
    let restarted: Promise<void> | undefined
    return {
      open: async () => {
        await restarted
        return await open(server, prefix)
      },
      crash: () => {
        restarted = server.kill().then(() => server.restart())
      },
      setFull: isFull => {
        server.setFull(isFull)
      },
    }
  })

  it('gives all nodes the same entries in the same order, and lets each of them append', async () => {
    const prefix = newPrefix()
    await using one = await open(server, prefix)
    await using two = await open(server, prefix, { node: 'two' })
    await using readsOne = new Reader(one)
    await using readsTwo = new Reader(two)
    const appendMany = async (log: EtcdLog, name: string): Promise<void> => {
      for (let index = 0; index < 50; index++) await committed(log, `${name} ${String(index)}`)
    }
    await Promise.all([appendMany(one, 'one'), appendMany(two, 'two')])
    await Promise.all([readsOne.reaches(100), readsTwo.reaches(100)])
    expect(readsOne.found).toEqual(readsTwo.found)
    expect(readsOne.found.map(({ position }) => position)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    )
    for (const name of ['one', 'two']) {
      const own = readsOne.texts.filter(text => text.includes(name))
      expect(own).toEqual(
        Array.from({ length: 50 }, (_, index) => `entry ${name} ${String(index)}`),
      )
    }
    const position = await committed(two, 'last')
    expect(await one.barrier()).toBe(position)
  })

  it('is not disturbed by a log whose prefix is longer', async () => {
    const prefix = newPrefix()
    await using one = await open(server, prefix)
    await using other = await open(server, `${prefix}/jobs`)
    for (let entry = 0; entry < 120; entry++) await committed(other, entry)
    expect(await committed(one, 'one')).toBe(1)
    expect(await one.barrier()).toBe(1)
    expect(await other.barrier()).toBe(120)
  })

  it('sends again what was not answered, and has it once', async () => {
    await using proxy = await CuttingProxy.start(server.address)
    await using log = await open(server, newPrefix(), { members: [proxy.address] })
    await using reader = new Reader(log)
    await committed(log, 1)
    for (let index = 2; index <= 4; index++) {
      const cuts = proxy.cuts
      proxy.isCutting = true
      const appended = committed(log, index)
      await until(
        () => proxy.cuts > cuts,
        () => 'nothing was cut',
      )
      proxy.isCutting = false
      expect(await appended).toBe(index)
    }
    await reader.reaches(4)
    expect(reader.texts).toEqual(['entry 1', 'entry 2', 'entry 3', 'entry 4'])
  })

  it('tells that it does not know while etcd stands still, and knows with the next append', async () => {
    const troubles: (string | undefined)[] = []
    const onTrouble = (trouble: EtcdTrouble | undefined): void =>
      void troubles.push(trouble?.reason)
    await using log = await open(server, newPrefix(), { onTrouble })
    await using reader = new Reader(log)
    await committed(log, 1)
    await server.standStill()
    const [outcome, barrier] = await Promise.all([
      log.append(payload('lost?')),
      log.barrier().catch((error: unknown) => error),
    ])
    server.signal('SIGCONT')
    expect(outcome).toEqual({ kind: 'unknown' })
    expect(barrier).toBeInstanceOf(LogUnavailable)
    const position = await committed(log, 'next')
    await reader.reaches(position)
    expect(['entry 1', 'entry next']).toEqual(reader.texts.filter(text => text !== 'entry lost?'))
    expect(reader.texts.at(-1)).toBe('entry next')
    expect(troubles).toEqual(['unreachable', undefined])
  })

  it('delivers what is appended while etcd leaves another question without an answer', async () => {
    await using log = await open(server, newPrefix())
    await using reader = new Reader(log)
    const { promise, resolve } = Promise.withResolvers<never[]>()
    const asked = vi.spyOn(Etcd.prototype, 'rangeInOrder').mockReturnValue(promise)
    onTestFinished(() => {
      resolve([])
      asked.mockRestore()
    })
    await until(
      () => asked.mock.calls.length > 0,
      () => 'nothing was asked',
    )
    await reader.reaches(await committed(log, 'a'))
    expect(reader.texts).toEqual(['entry a'])
  })

  it('takes nothing while etcd is down, and goes on when it is back', async () => {
    let isDown = false
    const onTrouble = (trouble: EtcdTrouble | undefined): void => {
      isDown = trouble !== undefined
    }
    await using log = await open(server, newPrefix(), { onTrouble })
    await using reader = new Reader(log)
    await committed(log, 1)
    await server.kill()
    await until(
      () => isDown,
      () => 'nothing was told',
    )
    // A connection that breaks may have carried something, one that is not made has not.
    expect(await log.append(payload(2))).toEqual({ kind: 'not committed', reason: 'unavailable' })
    await server.restart()
    await reader.reaches(await committed(log, 3))
    expect(reader.texts).toEqual(['entry 1', 'entry 3'])
    expect(isDown).toBe(false)
  })

  it('gives back entries only when no node needs them, and not for a node that was away for long', async () => {
    const prefix = newPrefix()
    const entries = (): number =>
      server.control('get', '--prefix', '--keys-only', `${prefix}/e/`).split('\n').filter(Boolean)
        .length
    const has = (count: number) =>
      until(
        () => entries() === count,
        () => `${String(entries())} entries`,
      )
    await using one = await open(server, prefix)
    await using two = await open(server, prefix, { node: 'two' })
    for (let index = 1; index <= 10; index++) await committed(one, index)
    await two.barrier()
    two.trim(4)
    await has(10)
    one.trim(10)
    await has(6)
    await using reader = new Reader(two, 4)
    await reader.reaches(10)
    expect(await new Reader(await open(server, prefix, { node: 'three' })).ended()).toBeInstanceOf(
      EntriesTrimmed,
    )
    const longAgo = Date.now() - 25 * 3_600_000
    for (const node of ['two', 'three']) {
      server.control('put', `${prefix}/nodes/${node}`, `0 ${String(longAgo)}`)
    }
    await committed(one, 11)
    one.trim(11)
    await has(1)
    // What such a node has left goes too: new names come with every new data directory.
    const names = (): string => server.control('get', '--prefix', '--keys-only', `${prefix}/nodes/`)
    await until(() => names().trim() === `${prefix}/nodes/one`, names)
  })

  it('is begun behind what the first node has, for those that have as much', async () => {
    const prefix = newPrefix()
    await using log = await open(server, prefix, { position: 42 })
    expect(log.info()).toMatchObject({ first: 43, last: 42 })
    expect(await log.barrier()).toBe(42)
    expect(await committed(log, 1)).toBe(43)
    await using two = await open(server, prefix, { node: 'two', position: 42 })
    await using reader = new Reader(two, 42)
    await reader.reaches(43)
    await using empty = await open(server, prefix, { node: 'three' })
    expect(await new Reader(empty).ended()).toBeInstanceOf(EntriesTrimmed)
  })

  it('refuses a log that is not the one of the data, or that ends before it', async () => {
    const prefix = newPrefix()
    await using log = await open(server, prefix)
    await committed(log, 1)
    const { id } = log
    await (await open(server, prefix, { id, position: 1 }))[Symbol.asyncDispose]()
    await expect(open(server, prefix, { id, position: 2 })).rejects.toThrow(LogMismatch)
    await expect(open(server, newPrefix(), { id })).rejects.toThrow(LogMismatch)
    const other = newPrefix()
    await (await open(server, other))[Symbol.asyncDispose]()
    await expect(open(server, other, { id })).rejects.toThrow(LogMismatch)
  })

  it('is begun by data whose state no other node has, which joins none', async () => {
    const prefix = newPrefix()
    const alone = { position: 3, mayJoin: false }
    await using log = await open(server, prefix, alone)
    expect(await committed(log, 1)).toBe(4)
    await (await open(server, prefix, { ...alone, id: log.id }))[Symbol.asyncDispose]()
    await expect(open(server, prefix, alone)).rejects.toThrow('--raise-revision')
  })

  it('is begun with a certain id by data that was moved, which takes no other', async () => {
    const prefix = newPrefix()
    const moved = { position: 3, successor: 'ab'.repeat(16) }
    const etcd = () =>
      new Etcd({ members: [server.address], tls: undefined, user: undefined, clock })
    expect(await findLog(etcd(), prefix)).toBeUndefined()
    await (await open(server, prefix, moved))[Symbol.asyncDispose]()
    expect(await findLog(etcd(), prefix)).toBe(moved.successor)
    // Killed before the data belonged to it.
    await using log = await open(server, prefix, moved)
    expect([log.id, await committed(log, 1)]).toEqual([moved.successor, 4])
    const other = { ...moved, successor: 'cd'.repeat(16) }
    await expect(open(server, prefix, other)).rejects.toThrow('a prefix that was not used before')
  })

  it.each<[string, (prefix: string) => void]>([
    [
      'the next slot is taken',
      prefix => server.control('put', `${prefix}/e/0000000000000004`, 'x'),
    ],
    ['the log was deleted', prefix => server.control('del', '--prefix', prefix)],
    [
      'the newest entry is not what it was',
      prefix => server.control('put', `${prefix}/last`, `3 ${'a'.repeat(32)}`),
    ],
    ['the newest entry is no entry', prefix => server.control('put', `${prefix}/last`, 'x')],
    ['the log goes back', prefix => server.control('put', `${prefix}/last`, `2 ${'a'.repeat(32)}`)],
  ])('stops when %s', async (_what, harm) => {
    const prefix = newPrefix()
    await using log = await open(server, prefix)
    for (let index = 1; index <= 3; index++) await committed(log, index)
    harm(prefix)
    await expect(log.append(payload(4))).rejects.toThrow(LogFailed)
  })

  it.each<[string, (prefix: string) => void]>([
    ['an entry is missing', prefix => server.control('del', `${prefix}/e/0000000000000002`)],
    ['an entry is damaged', prefix => server.control('put', `${prefix}/e/0000000000000002`, 'x')],
    [
      'a key is none of an entry',
      prefix => server.control('put', `${prefix}/e/0000000000000001x`, 'x'),
    ],
  ])('does not deliver what follows when %s', async (_what, harm) => {
    const prefix = newPrefix()
    {
      await using log = await open(server, prefix)
      for (let index = 1; index <= 3; index++) await committed(log, index)
    }
    harm(prefix)
    await using log = await open(server, prefix)
    const reader = new Reader(log)
    expect(await reader.ended()).toBeInstanceOf(LogFailed)
    expect(reader.texts.slice(1)).toEqual([])
  })
})

describe.skipIf(!hasEtcd)('an etcd of its own', () => {
  let server: EtcdServer
  beforeAll(async () => {
    server = await EtcdServer.start(`--quota-backend-bytes=${String(16 * 1024 * 1024)}`)
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })

  it('that has no space is read and trimmed, and takes entries again once the operator made space', async () => {
    await using log = await open(server, newPrefix())
    const large = new Uint8Array(1024 * 1024)
    let last = 0
    let outcome: Outcome
    for (;;) {
      outcome = await log.append(large)
      if (outcome.kind !== 'committed') break
      last = outcome.position
    }
    expect(outcome).toEqual({ kind: 'not committed', reason: 'no space' })
    expect(log.info()).toMatchObject({ last, roomBytes: 0, shortage: { freeBytes: 0 } })
    expect(new NoSpace(log.info().shortage?.advice).message).toMatch(
      /quota of the etcd .* Nothing was/,
    )
    expect(await log.barrier()).toBe(last)
    await using reader = new Reader(log)
    await reader.reaches(last)
    log.trim(last)
    await until(
      () => server.control('get', '--prefix', '--keys-only', 'test/').match(/\/e\//g)?.length === 1,
      () => 'it was not trimmed',
    )
    const [, revision = ''] =
      /"revision":(\d+)/.exec(server.control('get', 'x', '-w', 'json')) ?? []
    server.control('compact', revision)
    server.control('defrag')
    server.control('alarm', 'disarm')
    await until(
      () => log.info().shortage === undefined,
      () => 'space was not found',
    )
    await reader.reaches(await committed(log, 'next'))
  })

  it('that is set back to a backup stops the nodes that know more', async () => {
    const prefix = newPrefix()
    await using log = await open(server, prefix)
    await using waiting = await open(server, prefix, { node: 'two' })
    await committed(log, 1)
    server.save('old')
    const position = await committed(log, 2)
    const reader = new Reader(waiting)
    await reader.reaches(position)
    await server.restore('old')
    await expect(log.append(payload(3))).rejects.toThrow(LogFailed)
    expect(await reader.ended()).toBeInstanceOf(LogFailed)
    await expect(open(server, prefix, { id: log.id, position })).rejects.toThrow(LogMismatch)
  })

  it('that wants a user and a password gets them', async () => {
    const control = (...requests: readonly string[]): void => {
      for (const words of requests) server.control('--user=root:right', ...words.split(' '))
    }
    const addUser = ['user add app:right', 'user grant-role app root']
    for (const words of ['user add root:right', ...addUser, 'auth enable']) {
      server.control(...words.split(' '))
    }
    onTestFinished(() => {
      control('auth disable')
    })
    const user = { name: 'app', password: 'right' }
    const prefix = newPrefix()
    const reasons: (string | undefined)[] = []
    const told = (trouble: EtcdTrouble | undefined): void => {
      reasons.push(trouble?.reason)
    }
    await using log = await open(server, prefix, { user, onTrouble: told })
    await using reader = new Reader(log)
    await reader.reaches(await committed(log, 1))
    // What it had for its password is not taken any more.
    control('user delete app', ...addUser)
    await reader.reaches(await committed(log, 2))
    expect(reasons).toEqual([])
    const stop = new AbortController()
    const onTrouble = (trouble: EtcdTrouble | undefined): void => {
      reasons.push(trouble?.reason)
      stop.abort()
    }
    const wrong = { user: { ...user, password: 'wrong' }, stop: stop.signal, onTrouble }
    await expect(open(server, prefix, wrong)).rejects.toThrow()
    expect(reasons).toEqual(['access denied'])
  })
})
