/** What tests ask of each service on PostgreSQL while its database fails. */

export type Asked = { readonly path: string; readonly method: string; readonly body?: object }

/** What is asked of a service: a write has no other effect when it comes again. */
export type Kind = {
  readonly name: 'profile' | 'payment'
  readonly table: string
  /** Of the table: what says which write it was. */
  readonly column: string
  readonly idOf: (number: number) => string
  readonly writeOf: (id: string) => Asked
  /** What a reader of the database answers. It has the id if the write, which was begun after `since`, is seen. */
  readonly readOf: (id: string, since: Date) => Asked
}

export const KINDS: readonly Kind[] = [
  {
    name: 'profile',
    table: 'profiles',
    column: 'email',
    idOf: number => `${String(number)}@example.org`,
    writeOf: email => ({ path: '/v1/profiles', method: 'POST', body: { email, name: 'Ada' } }),
    readOf: email => ({ path: '/v1/profiles/search', method: 'POST', body: { email } }),
  },
  {
    name: 'payment',
    table: 'charges',
    column: 'txid',
    idOf: number => String(number).padStart(26, '0'),
    writeOf: txid => {
      const body = { valor: { original: '37.00' }, chave: 'loja@example.org' }
      return { path: `/v1/cob/${txid}`, method: 'PUT', body }
    },
    readOf: (_txid, since) => ({
      path: `/v1/cob?inicio=${since.toISOString()}&fim=2100-01-01T00:00:00Z&paginacao.itensPorPagina=1000`,
      method: 'GET',
    }),
  },
]
