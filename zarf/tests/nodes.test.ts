import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { z } from 'zod'
import { isFree } from '#foundation/program/free-ports'
import { Program, until } from '#foundation/program/program'
import { nodesSchema } from '#business/web/debug/nodes-contract'
import { hasCommand, ROOT } from './rendered.ts'

const script = join(ROOT, 'zarf/scripts/nodes')
const service = join(ROOT, 'app/services/sales-api/main.ts')
/** Of etcd and five nodes, before what is added to all of them. */
const PORTS = [
  2379,
  2380,
  ...[0, 10, 20, 30, 40].flatMap(more => [3000, 4000, 5380, 6380].map(port => port + more)),
]

it.skipIf(!hasCommand('etcd'))(
  'any of the nodes that make up has started takes writes for all, one that was wiped comes back by itself, also when it is killed meanwhile, and one whose name is taken ends',
  async () => {
    const data = fs.mkdtempSync(join(os.tmpdir(), 'nodes-'))
    const ports = await freePorts()
    const env = { ...process.env, NODES_DATA: data, NODES_PORTS: String(ports) }
    const run = (...args: string[]): string =>
      execFileSync(script, args, { env, encoding: 'utf8', timeout: 300_000 })
    onTestFinished(() => {
      run('down')
      fs.rmSync(data, { recursive: true })
    })
    const key = (node: number): string =>
      `http://127.0.0.1:${String(ports + 2990 + 10 * node)}/v1/kv/hello`

    const up = start(['up'], env)
    await up.said('next: ')
    const etcd = `http://127.0.0.1:${String(ports + 2379)}`
    const elsewhere = fs.mkdtempSync(join(os.tmpdir(), 'namesake-'))
    await using namesake = new Program(service, [
      ...['web-api', 'web-debug', 'resp'].map(host => `--${host}-host=127.0.0.1:0`),
      ...['--node-name=node1', `--store-dir=${elsewhere}`, '--log-kind=etcd'],
      `--log-etcd-endpoints=${etcd}`,
    ])
    await namesake.logged('ready')
    expect((await fetch(key(1), { method: 'PUT', body: 'world' })).status).toBe(201)
    expect(await (await fetch(key(2))).text()).toBe('world')

    expect(run('kill', '2')).toContain('make node NODE=2')
    await expect(fetch(key(2))).rejects.toThrow()
    expect((await fetch(key(3), { method: 'PUT', body: 'again' })).status).toBe(200)
    fs.rmSync(join(data, 'node2'), { recursive: true })
    trimLog(etcd)
    const killed = start(['node', '2'], env)
    await killed.said('a snapshot is fetched')
    run('kill', '2')
    await killed.ended
    const node = start(['node', '2'], env)
    await node.said('next: ')
    expect(await (await fetch(key(2))).text()).toBe('again')
    const { nodes } = await nodesOf(ports + 4010)
    expect(nodes[0]).toMatchObject({ name: 'node2', role: 'voter', ready: 'yes' })
    const readers = [start(['node', '4', 'reader'], env), start(['node', '5', 'reader'], env)]
    for (const reader of readers) await reader.said('next: ')
    // Whichever is asked, as soon as the readers have told the voters of themselves.
    for (const port of [4010, 4030].map(more => more + ports)) {
      const names = ['node1', 'node2', 'node3', 'node4', 'node5']
      await until(
        async () => (String(await namesOf(port)) === String(names) ? true : undefined),
        () => `${String(port)} does not show ${String(names)}`,
      )
    }
    run('kill', '5')
    expect(await readers[1]?.ended).toBe(0)
    const { nodes: left } = await nodesOf(ports + 4010)
    expect(left.at(-1)).toMatchObject({ name: 'node5', role: 'reader', ready: 'no' })

    expect(await namesake.ended(), namesake.output).toBe(3)
    expect(namesake.log.map(({ msg }) => msg)).toContain(
      'another node has the name of this one: nothing more is accepted',
    )
    fs.rmSync(elsewhere, { recursive: true })

    run('down')
    expect([await up.ended, await node.ended, await readers[0]?.ended]).toEqual([0, 0, 0])
    expect(up.text()).toMatch(/node1.*node3/s)
    expect(fs.readdirSync(data).toSorted()).toEqual([
      'etcd',
      ...['node1', 'node2', 'node3', 'node4', 'node5'],
      'pids',
    ])
    expect(fs.readdirSync(join(data, 'pids'))).toEqual([])
  },
)

async function nodesOf(debugPort: number): Promise<z.output<typeof nodesSchema>> {
  const url = `http://127.0.0.1:${String(debugPort)}/debug/nodes`
  return nodesSchema.parse(await (await fetch(url)).json())
}

/** Of all that are shown, in order. */
async function namesOf(debugPort: number): Promise<readonly string[]> {
  const { nodes } = await nodesOf(debugPort)
  return nodes.map(({ name }) => name).toSorted()
}

/** As nodes do which have all of it on their disks. */
function trimLog(endpoint: string): void {
  const control = (...args: string[]): string =>
    execFileSync('etcdctl', ['--endpoints', endpoint, ...args], {
      env: { ...process.env, ETCDCTL_API: '3' },
      encoding: 'utf8',
    })
  const keys = control('get', '--prefix', '--keys-only', 'sales-api/e/').trim().split(/\s+/)
  control('del', 'sales-api/e/', keys.at(-1) ?? '')
}

type Started = {
  readonly text: () => string
  /** Resolves when the text has it; rejects if it never will. */
  readonly said: (what: string) => Promise<void>
  readonly ended: Promise<number | null>
}

function start(args: readonly string[], env: NodeJS.ProcessEnv): Started {
  const child: ChildProcess = spawn(script, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (some: string) => {
      text += some
    })
  }
  let hasEnded = false
  const ended = new Promise<number | null>(resolve => {
    child.on('close', code => {
      hasEnded = true
      resolve(code)
    })
  })
  const said = async (what: string): Promise<void> => {
    await until(
      () => {
        if (text.includes(what)) return true
        if (hasEnded) throw new Error(`it ended without "${what}":\n${text}`)
        return undefined
      },
      () => text,
    )
  }
  return { text: () => text, said, ended }
}

/** What can be added to all ports, so that nothing listens there, below those that Linux gives to connections. */
async function freePorts(): Promise<number> {
  for (;;) {
    const more = 10_000 + Math.floor(Math.random() * 16_000)
    const free = await Promise.all(PORTS.map(port => isFree(port + more)))
    if (free.every(Boolean)) return more
  }
}
