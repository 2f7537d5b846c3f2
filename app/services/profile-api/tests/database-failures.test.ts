/**
 * Both services on PostgreSQL as processes, while their database fails in one way after another. Every answer is a success, or a
 * refusal that says when to come again, or says that its outcome is unknown; and what was answered with success is there.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Program, until } from '#foundation/program/program'
import type { Loss } from '#business/data/postgres/testing/pg-proxy'
import { PgProxy } from '#business/data/postgres/testing/pg-proxy'
import { TestPostgres } from '#business/data/postgres/testing/test-postgres'
import { SmallDisk } from '#foundation/testing/small-disk'
import type { Asked, Kind } from './database-kinds.ts'
import { KINDS } from './database-kinds.ts'
import type { Answer } from './database-services.ts'
import {
  ARGUMENTS,
  connected,
  CONNECTIONS_MAX,
  found,
  IN_FLIGHT_MAX,
  Service,
  UnheardCommits,
  urlOf,
} from './database-services.ts'
import { PREVIOUS_VERSIONS, servesThroughMigration } from './previous-version.ts'

/** Each service has so many clients where there is load. */
const CLIENTS = 4
/** Before a client writes again: the time of this machine is for the services. */
const PAUSE_MS = 20
/** Writes that were seen by reads, which show that a service works under load. */
const WRITES = 20

/** All that the writer of the database has. */
const DISK_BYTES = 256 * 1024 ** 2
/** Each service is asked so often at once while nothing is answered, which is more than it lets wait. */
const CROWD = 2 * IN_FLIGHT_MAX
/** In so many rounds. */
const ROUNDS = 2
/** In so many more where objects are counted: half as many may stay as are refused. */
const COUNTED_ROUNDS = 10
/** Of those that were refused, a service may hold so many for a while. */
const HELD_MAX = CROWD / 4

/** Undefined where none can be mounted. */
let disk: SmallDisk | undefined
let servers: TestPostgres
let proxy: PgProxy
const services: Service[] = []

beforeAll(async () => {
  disk = SmallDisk.mount(DISK_BYTES)
  if (!disk) console.warn('skipped: a disk that is full, because only root can mount a small one')
  servers = await TestPostgres.start(undefined, disk?.directory)
  proxy = await PgProxy.start(servers.writerUrl)
  await asked('postgres', 'create role app login')
  for (const { name } of KINDS) await asked('postgres', `create database ${name} owner app`)
  services.push(...(await Promise.all(KINDS.map(kind => Service.start(kind, proxy, servers)))))
  await ofEach(service => service.readinessSays(200))
})

afterAll(async () => {
  for (const { program } of services) await program.kill()
  await proxy[Symbol.asyncDispose]()
  await servers[Symbol.asyncDispose]()
  disk?.[Symbol.dispose]()
})

async function ofEach<T>(work: (service: Service) => Promise<T>): Promise<T[]> {
  return await Promise.all(services.map(work))
}

async function asked(database: string, ...texts: readonly string[]): Promise<void> {
  await connected(servers.writerUrl, database, async client => {
    for (const text of texts) await client.query(text)
  })
}

function commitUnheard(): Promise<UnheardCommits> {
  return UnheardCommits.make(services, proxy, servers.writerUrl)
}

/** Whether what was answered is so: a success took place, and what was refused did not. */
async function expectTrue(server: string): Promise<void> {
  await ofEach(async ({ kind, written, refused }) => {
    const ids = [...written].sort()
    expect(await found(server, kind, ids)).toEqual(ids)
    expect(await found(server, kind, [...refused])).toEqual([])
  })
}

/** Statements that make every insert into a table of the kind fail as `what` does. */
const failing =
  (what: string, when = 'trigger fails before insert on', how = 'for each row') =>
  ({ table }: Kind): string[] => [
    `create function fails() returns trigger language plpgsql as $$ begin ${what}; return new; end $$`,
    `create ${when} ${table} ${how} execute function fails()`,
  ]
const raising = (state: string) => `raise exception using errcode = '${state}'`
const mended = (): string[] => ['drop function fails() cascade']
const settings = (text: string) => (): string[] => [text, 'select pg_reload_conf()']
const alone = (text: string) => (): string[] => [
  text,
  `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'`,
]

type Failure = {
  readonly code: string
  readonly begins: (kind: Kind) => readonly string[]
  readonly ends: (kind: Kind) => readonly string[]
  /** What readiness says of it, if it knows. */
  readonly says?: string
}

const atCommit = 'constraint trigger fails after insert on'
const deferred = 'deferrable initially deferred for each row'

const FAILURES: Readonly<Record<string, Failure>> = {
  'is full': {
    code: 'DATABASE_UNAVAILABLE',
    begins: failing(raising('53100')),
    ends: mended,
  },
  'turns out to be full at COMMIT': {
    code: 'DATABASE_UNAVAILABLE',
    begins: failing(raising('53100'), atCommit, deferred),
    ends: mended,
  },
  'cannot read its disk': {
    code: 'DATABASE_UNAVAILABLE',
    begins: failing(raising('58030')),
    ends: mended,
  },
  'is slow': {
    code: 'DATABASE_TIMEOUT',
    begins: failing('perform pg_sleep(3600)'),
    ends: mended,
  },
  'takes no writes': {
    code: 'DATABASE_UNAVAILABLE',
    begins: settings('alter system set default_transaction_read_only = on'),
    ends: settings('alter system reset default_transaction_read_only'),
    says: 'read-only',
  },
  'has no connections left': {
    code: 'DATABASE_UNAVAILABLE',
    begins: alone('alter role app connection limit 0'),
    ends: () => ['alter role app connection limit -1'],
    says: 'no connections left',
  },
  'refuses the service': {
    code: 'DATABASE_UNAVAILABLE',
    begins: alone('alter role app nologin'),
    ends: () => ['alter role app login'],
    says: 'no connection is to be had (28000)',
  },
}

describe('a database that', () => {
  it.each(Object.entries(FAILURES))('%s', async (_what, { code, begins, ends, says }) => {
    for (const { kind } of services) await asked(kind.name, ...begins(kind))
    await ofEach(service => service.writesGet(code))
    if (says !== undefined) await ofEach(service => service.readinessSays(503, says))
    for (const { kind } of services) await asked(kind.name, ...ends(kind))
    await ofEach(service => service.writesGet(undefined))
    await ofEach(service => service.readinessSays(200))
  })

  it('has no room left on its disk refuses, goes on, and writes again when there is room', async context => {
    if (!disk) return context.skip('no small disk can be mounted')
    // Where its log goes on is room that it has: it does not end, as it does when that is not to be had.
    await asked('postgres', 'select pg_switch_wal()')
    await ofEach(service => service.writesGet(undefined))
    disk.fill()
    try {
      await ofEach(service => service.writesGet('DATABASE_UNAVAILABLE'))
      expect(await services[0]?.read('/v1/profiles?limit=1')).toMatchObject({ status: 200 })
    } finally {
      disk.makeRoom()
    }
    await ofEach(service => service.writesGet(undefined))
    expect(servers.output()).toContain('No space left on device')
    await ofEach(service => service.readinessSays(200))
    await expectTrue(servers.writerUrl)
  })

  it('has a lock on what is to be written', async () => {
    for (const service of services) {
      const { name, table } = service.kind
      await connected(servers.writerUrl, name, async client => {
        await client.query(`begin; lock table ${table} in share mode`)
        await service.writesGet('DATABASE_BUSY')
      })
    }
    await ofEach(service => service.writesGet(undefined))
  })

  it.each<[Loss, number]>([
    ['request', 0],
    ['answer', 1],
  ])('breaks its connections at COMMIT, whose %s is lost', async (loss, times) => {
    for (const service of services) {
      const id = service.newId()
      proxy.loses = { loss, of: 'commit\0' }
      await until(
        async () => ((await service.write(id)).code === 'OUTCOME_UNKNOWN' ? true : undefined),
        () => 'the outcome is known',
      )
      proxy.loses = undefined
      expect(await found(servers.writerUrl, service.kind, [id])).toHaveLength(times)
      await until(
        async () => ((await service.write(id)).code === undefined ? true : undefined),
        () => 'it is refused',
      )
      expect(await found(servers.writerUrl, service.kind, [id])).toEqual([id])
    }
  })
})

describe('many who write to a database that', () => {
  const crowd = (service: Service): Promise<Answer[]> =>
    Promise.all(Array.from({ length: CROWD }, () => service.write(service.newId())))

  /** Whether each is refused in words, and few wait meanwhile. */
  async function areRefused(rounds = ROUNDS): Promise<void> {
    await ofEach(async service => {
      for (let round = 0; round < rounds; round++) {
        const writing = crowd(service)
        const waiting = await service.figure('postgres_waiting{server="writer"}')
        expect(waiting).toBeLessThanOrEqual(IN_FLIGHT_MAX)
        expect((await writing).map(({ code }) => code)).not.toContain(undefined)
      }
    })
  }

  /** Whether they can write again, and nothing is left of those who could not. */
  async function goOn(): Promise<void> {
    await ofEach(service => service.writesGet(undefined))
    await ofEach(service => service.readinessSays(200))
    await ofEach(async service => {
      let held = 0
      await until(
        async () => ((held = await service.held()) < HELD_MAX ? true : undefined),
        () => `${service.kind.name} still holds ${String(held)} requests or sockets`,
      )
    })
    await expectTrue(servers.writerUrl)
  }

  it.runIf(process.platform === 'linux')(
    'stops moving under their writes are refused, and nothing is left of them',
    async () => {
      const begun: Promise<Answer[]>[] = []
      await ofEach(async service => {
        begun.push(crowd(service))
        await service.writesGet(undefined)
      })
      const unheard = await commitUnheard()
      await servers.whileWriterIsStopped(areRefused)
      await Promise.all(begun)
      await unheard.areUnknown(servers.writerUrl)
      await goOn()
    },
  )

  it('is gone are refused, and nothing is left of them', async () => {
    const unheard = await commitUnheard()
    await servers.stopWriter()
    try {
      await areRefused()
      const before = await ofEach(service => service.objects())
      await areRefused(COUNTED_ROUNDS)
      for (const [at, service] of services.entries()) {
        await service.holdsFewerMore((COUNTED_ROUNDS * CROWD) / 2, before[at] ?? 0)
      }
    } finally {
      await servers.startWriter()
    }
    await unheard.areUnknown(servers.writerUrl)
    await goOn()
  })
})

it('a change is seen by a read that names its position, also while the reader is behind', async () => {
  await ofEach(service => service.readinessSays(200, '"readers":[{"server":"reader 1"}]'))
  await connected(servers.standbyUrl, 'postgres', async operator => {
    await operator.query('select pg_wal_replay_pause()')
    try {
      await ofEach(async service => {
        const { readOf, writeOf } = service.kind
        const [id, since] = [service.newId(), new Date()]
        const { position } = await answered(service, writeOf(id))
        expect(position).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/)
        expect((await answered(service, readOf(id, since))).text).not.toContain(id)
        expect((await answered(service, readOf(id, since), position)).text).toContain(id)
      })
    } finally {
      await operator.query('select pg_wal_replay_resume()')
    }
  })
})

async function answered({ url }: Service, { path, method, body }: Asked, position?: string) {
  const headers = {
    'Content-Type': 'application/json',
    ...(position !== undefined && { 'Database-Position': position }),
  }
  const response = await fetch(url + path, {
    method,
    headers,
    body: body ? JSON.stringify(body) : null,
  })
  const text = await response.text()
  expect(response.ok, text).toBe(true)
  return { text, position: response.headers.get('database-position') ?? undefined }
}

it('a change is refused whole when there is no room for its event, which is the limit of the outbox', async () => {
  const payment = services.find(({ kind }) => kind.name === 'payment')
  if (!payment) throw new Error('no payment-api runs')
  const outbox = { ...payment.kind, table: 'outbox' }
  await asked('payment', ...failing(raising('53100'))(outbox))
  const id = payment.newId()
  expect(await payment.write(id)).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' })
  expect(await eventsOf(id)).toEqual([0, 0])
  await asked('payment', ...mended())
  expect(await payment.write(id)).toMatchObject({ status: 201 })
  expect(await eventsOf(id)).toEqual([1, 1])
})

it.each(KINDS)('the $name schema is migrated while the version before serves', async ({ name }) => {
  const database = `${name}_before`
  await asked('postgres', `create database ${database}`)
  const url = urlOf(servers.writerUrl, 'postgres', database)
  await servesThroughMigration(url, PREVIOUS_VERSIONS[name])
})

/** How many charges, and events of them, there are. */
async function eventsOf(txid: string): Promise<readonly number[]> {
  return await connected(servers.writerUrl, 'payment', async client => {
    const [charges, events] = ['charges', 'outbox'].map(
      table => `(select count(*)::int from ${table} where txid = $1)`,
    )
    const text = `select array[${String(charges)}, ${String(events)}] as counts`
    return (await client.query<{ counts: number[] }>(text, [txid])).rows[0]?.counts ?? []
  })
}

it('a service that starts while its database is gone waits for it, and says so', async () => {
  await using gone = await PgProxy.start('postgresql://localhost:5432/app?host=/nowhere')
  const main = new URL('../main.ts', import.meta.url).pathname
  const url = `--db-writer-url=${gone.url('app', 'profile')}`
  await using program = new Program(main, [...ARGUMENTS, url], { NODE_ENV: 'production' })
  await program.logged('the start waits for PostgreSQL')
  const { api } = await program.logged('listening')
  const asked = async (path: string, status: number): Promise<string | undefined> => {
    const response = await fetch(`http://127.0.0.1:${String(api)}${path}`)
    return response.status === status ? await response.text() : undefined
  }
  const waits = 'The service is starting and waits for its database: no connection is to be had'
  expect(await asked('/v1/readiness', 503)).toContain(waits)
  const told = await asked('/v1/profiles', 503)
  expect(told).toContain('The service is starting; nothing was executed. Try again in a second')
  expect(told).not.toMatch(/database|PROFILE_/)
  expect(await asked('/v1/liveness', 200)).toContain('"up"')
  gone.leadTo(servers.writerUrl)
  await program.logged('ready')
  expect(await asked('/v1/readiness', 200)).toContain('"ready"')
  expect(await asked('/v1/profiles?limit=1', 200)).toContain('profiles')
  expect(await program.stop()).toBe(0)
})

describe('under load', () => {
  const stop = new AbortController()
  let load: Promise<unknown> = Promise.resolve()

  async function client(service: Service): Promise<void> {
    while (!stop.signal.aborted) {
      await service.writeAndRead()
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
    }
  }

  async function goesOn(service: Service): Promise<void> {
    const wanted = service.seen + WRITES
    await until(
      () => (service.seen >= wanted ? true : undefined),
      () => `${service.kind.name} does not go on`,
    )
  }

  async function isRead(): Promise<void> {
    await until(
      async () => {
        const answer = await services[0]?.read('/v1/profiles?limit=1')
        return answer?.status === 200 ? true : undefined
      },
      () => 'nothing can be read',
    )
  }

  async function areRefused(service: Service): Promise<void> {
    const { refused } = service
    const before = refused.size
    await until(
      () => (refused.size > before ? true : undefined),
      () => 'nothing is refused',
    )
  }

  beforeAll(() => {
    load = Promise.all(
      services.flatMap(service => Array.from({ length: CLIENTS }, () => client(service))),
    )
    // Its reason is that of the test that waits for it.
    load.catch(() => undefined)
  })

  afterAll(() => {
    stop.abort()
  })

  it('a reader that falls behind is not asked for what is newer, and catches up', async () => {
    const lag = 'postgres_lag_bytes{server="reader 1"}'
    const behind = await connected(servers.standbyUrl, 'postgres', async operator => {
      await operator.query('select pg_wal_replay_pause()')
      try {
        await ofEach(goesOn)
        return await ofEach(service => service.figure(lag))
      } finally {
        await operator.query('select pg_wal_replay_resume()')
      }
    })
    await ofEach(goesOn)
    for (const [at, service] of services.entries()) {
      await until(
        async () => ((await service.figure(lag)) < (behind[at] ?? 0) ? true : undefined),
        () => 'the reader stays behind',
      )
    }
  })

  it('a reader that stops is left out, and harms nothing', async () => {
    await ofEach(goesOn)
    await servers.stopStandby()
    await ofEach(service => service.readinessSays(200, 'leftOut'))
    await isRead()
    await ofEach(goesOn)
    await servers.startStandby()
  })

  it('a writer that crashes is waited for, while readers are read', async () => {
    const unheard = await commitUnheard()
    await servers.stopWriter('SIGQUIT')
    await ofEach(areRefused)
    await ofEach(service => service.readinessSays(503, 'The database is not available'))
    await isRead()
    await servers.startWriter()
    await unheard.areUnknown(servers.writerUrl)
    await ofEach(goesOn)
    await ofEach(service => service.readinessSays(200))
  })

  it('a replica that takes over goes on with all that was answered', async () => {
    const isSynchronous = `select from pg_stat_replication where sync_state = 'sync'`
    await asked('postgres', ...settings(`alter system set synchronous_standby_names = '*'`)())
    await connected(servers.writerUrl, 'postgres', async operator => {
      await until(
        async () => ((await operator.query(isSynchronous)).rowCount === 1 ? true : undefined),
        () => 'the replica does not follow',
      )
    })
    await ofEach(goesOn)
    const unheard = await commitUnheard()
    await servers.stopWriter('SIGQUIT')
    await connected(servers.standbyUrl, 'postgres', operator =>
      operator.query('select pg_promote()'),
    )
    proxy.leadTo(servers.standbyUrl)
    await ofEach(goesOn)
    await ofEach(service => service.readinessSays(200, 'it takes writes itself'))
    stop.abort()
    await load
    await unheard.areUnknown(servers.standbyUrl)
    await expectTrue(servers.standbyUrl)
  })

  it('the service opened no more connections than it may, and no request waits for one', async () => {
    for (const service of services) {
      const open = await service.figure('postgres_connections{server="writer"}')
      expect(open).toBeLessThanOrEqual(CONNECTIONS_MAX)
      expect(await service.figure('postgres_waiting{server="writer"}')).toBe(0)
    }
  })
})
