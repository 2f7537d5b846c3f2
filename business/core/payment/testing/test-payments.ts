/** The domain on a PostgreSQL server of its own, at a time that the test decides. Only for tests. */
import { systemHost } from '#foundation/host/system'
import { Nonces } from '#business/data/database/nonces'
import { migrate } from '#business/data/postgres/migrations'
import { Postgres } from '#business/data/postgres/postgres'
import type { Installed } from '#business/data/postgres/testing/installed'
import { TestPostgres } from '#business/data/postgres/testing/test-postgres'
import { Charges } from '../charges.ts'
import { paymentMigrations } from '../migrations.ts'
import { parseCents } from '../money.ts'
import { Payments } from '../payments.ts'
import { Refunds } from '../refunds.ts'
import type { Publish, Refusal } from '../relay.ts'
import { relayEvents } from '../relay.ts'
import type { ChargeContent, DueTerms, ImmediateTerms, PaymentTables } from '../tables.ts'
import { Deliveries, Webhooks } from '../webhooks.ts'

/** A machine under load is no reason to fail. */
const LONG_MS = 600_000

export class TestPayments implements AsyncDisposable {
  readonly #servers: TestPostgres
  readonly database: Postgres<PaymentTables>
  readonly charges: Charges<ImmediateTerms>
  readonly dues: Charges<DueTerms>
  readonly payments: Payments
  readonly refunds: Refunds
  readonly nonces: Nonces
  readonly webhooks: Webhooks
  readonly deliveries: Deliveries
  /** Milliseconds since 1970. */
  now = Date.UTC(2026, 0, 1)

  /** On the embedded PostgreSQL, if no other is handed over. */
  static async start(programs?: Installed['programs']): Promise<TestPayments> {
    const servers = await TestPostgres.start(programs)
    await migrate(servers.writerUrl, paymentMigrations)
    return new TestPayments(servers)
  }

  private constructor(servers: TestPostgres) {
    this.#servers = servers
    const { clock, random } = systemHost()
    this.database = new Postgres<PaymentTables>(
      { clock, random },
      {
        ...{ writerUrl: servers.writerUrl, readerUrls: [], connectionsMax: 10 },
        ...{ connectMs: LONG_MS, statementMs: LONG_MS, lockMs: LONG_MS, slowMs: LONG_MS },
        ...{ lagMsMax: LONG_MS, catchUpMs: LONG_MS },
        tell: () => undefined,
      },
    )
    const now = () => this.now
    const host = { clock: { now }, random }
    this.charges = Charges.immediate(this.database, host)
    this.dues = Charges.due(this.database, host)
    this.payments = new Payments(this.database, host)
    this.refunds = new Refunds(this.database, host)
    this.nonces = new Nonces(this.database, host.clock)
    this.webhooks = new Webhooks(this.database, host)
    this.deliveries = new Deliveries(this.database, host)
  }

  /** Publishes what is in the outbox. Resolves with what was refused. */
  async relay(publish: Publish): Promise<readonly Refusal[]> {
    const refusals: Refusal[] = []
    const tell = (refusal: Refusal): void => {
      refusals.push(refusal)
    }
    const { database } = this
    const clock = { now: () => this.now }
    await relayEvents({ database, clock, publish, tell }, new AbortController().signal)
    return refusals
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]()
    await this.#servers[Symbol.asyncDispose]()
  }
}

type Immediate = ChargeContent<ImmediateTerms>

/** A charge over this amount that can be paid for an hour. */
export function contentOf(amount: string, change: Partial<Immediate> = {}): Immediate {
  return {
    terms: { kind: 'immediate', expirationSeconds: 3600 },
    debtor: undefined,
    amount: parseCents(amount),
    key: 'loja@example.org',
    request: undefined,
    details: [],
    ...change,
  }
}

/** A payment of what is due. */
export const DUE_NOW = { amount: undefined, note: undefined }
