/** The servers that the bench starts, each on free ports of this machine. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Program, tied, until } from '#foundation/program/program'
import type { Address } from '../load/exchange.ts'
import { SalesApi } from './sales-api.ts'
import type { Running, Target } from './target.ts'

const READY_MS_MAX = 30_000

export const SALES_API: Target = {
  name: 'sales-api',
  apis: ['http', 'resp'],
  start: directory => SalesApi.start(directory),
}

/** Answers every HTTP request with a value of 100 bytes, and stores nothing. */
export const BARE: Target = {
  name: 'bare',
  apis: ['http'],
  start: async () => {
    const running = new Program(new URL('bare-server.ts', import.meta.url).pathname, [])
    const { port } = await running.logged('listening')
    return {
      addresses: { http: at(Number(port)) },
      [Symbol.asyncDispose]: () => running.kill(),
    }
  },
}

/** Every write is synced before it is answered; nothing but the log is written. */
export const REDIS: Target = {
  name: 'redis',
  apis: ['resp'],
  lack: () => lack('redis', 'apt-get install redis-server redis-tools', 'redis-server'),
  start: async directory => {
    const { port } = await freeAddress()
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory].concat(
      ['--appendonly', 'yes', '--appendfsync', 'always'],
      ['--save', '', '--auto-aof-rewrite-percentage', '0'],
    )
    const child = await startOther(['redis-server', ...options], () => canConnect(port))
    return { ...child, addresses: { resp: at(port) } }
  },
}

/** One member, with etcd's own defaults. */
export const ETCD: Target = {
  name: 'etcd',
  apis: ['etcd'],
  lack: () => lack('etcd', 'apt-get install etcd-server', 'etcd'),
  start: async directory => {
    const address = await freeAddress()
    const url = urlOf(address)
    const peer = urlOf(await freeAddress())
    const options = {
      'data-dir': join(directory, 'etcd'),
      'listen-client-urls': url,
      'advertise-client-urls': url,
      'listen-peer-urls': peer,
      'initial-advertise-peer-urls': peer,
      'initial-cluster': `default=${peer}`,
    }
    const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`)
    const child = await startOther(['etcd', ...flags], async () => {
      const response = await fetch(`${url}/health`).catch(() => undefined)
      return response?.ok === true ? true : undefined
    })
    return { ...child, addresses: { etcd: address } }
  },
}

/** The service with its log in an etcd of one member. */
export const SALES_API_ON_ETCD: Target = {
  name: 'sales-api-on-etcd',
  apis: ['http', 'resp'],
  ...(ETCD.lack && { lack: ETCD.lack }),
  start: async directory => {
    const etcd = await ETCD.start(directory)
    const { host = '', port = 0 } = etcd.addresses.etcd ?? {}
    const args = ['--log-kind=etcd', `--log-etcd-endpoints=http://${host}:${String(port)}`]
    try {
      const service = await SalesApi.start(directory, args)
      return {
        addresses: service.addresses,
        [Symbol.asyncDispose]: async () => {
          await service[Symbol.asyncDispose]()
          await etcd[Symbol.asyncDispose]()
        },
      }
    } catch (error) {
      await etcd[Symbol.asyncDispose]()
      throw error
    }
  },
}

export const TARGETS: readonly Target[] = [SALES_API, SALES_API_ON_ETCD, BARE, REDIS, ETCD]

/** Why these commands cannot be run; undefined if they can. */
export function lack(
  name: string,
  install: string,
  ...commands: readonly string[]
): string | undefined {
  const isInstalled = commands.every(command => spawnSync(command, ['--version']).status === 0)
  return isInstalled ? undefined : `${name} is not installed; on Debian: ${install}`
}

async function startOther(
  commandLine: readonly [string, ...string[]],
  isReady: () => Promise<true | undefined>,
): Promise<Pick<Running, typeof Symbol.asyncDispose>> {
  const [command = '', ...args] = tied(commandLine)
  const child = spawn(command, args, { stdio: 'ignore' })
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`${commandLine[0]} ended before it was ready`)
      return isReady()
    },
    () => `${commandLine[0]} was not ready in time`,
    READY_MS_MAX,
  )
  return {
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

function at(port: number): Address {
  return { host: '127.0.0.1', port }
}

function urlOf({ host, port }: Address): string {
  return `http://${host}:${String(port)}`
}

async function canConnect(port: number): Promise<true | undefined> {
  return await new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => {
      resolve(undefined)
    })
  })
}

async function freeAddress(): Promise<Address> {
  const server = net.createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return at(port)
}
