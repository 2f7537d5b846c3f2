/**
 * The yardstick of the lines of profile-api: the same statements on a pool of the same size, and nothing else. Its argument is the
 * URL of the database. Prints its port.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

/** As many as profile-api has. */
const CONNECTIONS = 10

const SELECT = `select "profiles".*, (select coalesce(json_agg(agg), '[]') from (
  select "street", "city", "postal_code" as "postalCode", "country" from "addresses"
  where "profile_id" = "profiles"."id" order by "position") as agg) as "addresses"
  from "profiles" where "profiles"."id" = $1`
const INSERT = `insert into "profiles" ("id", "email", "name", "version", "created_at", "updated_at")
  values ($1, $2, $3, $4, $5, $6)`

const pool = new pg.Pool({ connectionString: process.argv[2], max: CONNECTIONS })

async function read(id: string): Promise<unknown> {
  const { rows } = await pool.query<object>(SELECT, [id])
  return rows[0]
}

async function create(body: string): Promise<unknown> {
  const { email, name } = JSON.parse(body) as { readonly email: string; readonly name: string }
  const [id, now] = [randomUUID(), new Date()]
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(INSERT, [id, email, name, 1, now, now])
    await client.query('commit')
  } finally {
    client.release()
  }
  return { id, email, name, version: 1, createdAt: now, updatedAt: now, addresses: [] }
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const isRead = request.method === 'GET'
  const id = request.url?.split('/').at(-1) ?? ''
  const text = JSON.stringify(isRead ? await read(id) : await create(body))
  response.writeHead(isRead ? 200 : 201, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(text)
}

const server = process.getBuiltinModule('node:http').createServer((request, response) => {
  void serve(request, response)
})
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ msg: 'listening', port: (server.address() as AddressInfo).port }))
})
