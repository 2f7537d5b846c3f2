/** What must not compile: a `@ts-expect-error` above code that compiles is an error itself. */
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Querier, Reader } from './querier.ts'

type Tables = { accounts: { name: string } }

it('a write through a reader does not compile', () => {
  const write = (reader: Reader<Tables>) => {
    // @ts-expect-error A reader inserts nothing.
    const insert: unknown = reader.insertInto
    // @ts-expect-error Nor does it delete.
    const remove: unknown = reader.deleteFrom
    // @ts-expect-error Nor does it execute any text.
    const text = () => sql`delete from accounts`.execute(reader)
    const read = () => reader.selectFrom('accounts').select('name').execute()
    return [insert, remove, text, read]
  }
  expect(write).toBeTypeOf('function')
})

it('a transaction inside of another one does not compile', () => {
  const nest = (querier: Querier<Tables>) => {
    // @ts-expect-error Transactions are begun by withTx.
    const begin: unknown = querier.transaction
    return begin
  }
  expect(nest).toBeTypeOf('function')
})
