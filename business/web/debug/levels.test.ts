import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { Logging } from '#foundation/logger/logger'
import { Levels } from './levels.ts'

const MINUTE = 60_000

let directory: string
let clock: SimulatedHost['clock']
let logging: Logging
let levels: Levels

beforeEach(() => {
  directory = fs.mkdtempSync(join(os.tmpdir(), 'levels-'))
  ;({ clock } = new SimulatedHost(1))
  logging = new Logging({ service: 'test', level: 'info', destination: join(directory, 'log') })
  for (const component of ['main', 'requests']) logging.logger(component)
  levels = new Levels(logging, 'info', clock)
})

afterEach(() => {
  logging.flush()
  fs.rmSync(directory, { recursive: true, force: true })
})

describe('a change for a while', () => {
  it('of one component ends by itself, and not before', () => {
    expect(levels.set('debug', 'main', MINUTE)).toBe(true)
    expect(levels.temporary()).toEqual([
      { component: 'main', level: 'debug', until: '2026-01-01T00:01:00.000Z' },
    ])
    clock.advance(MINUTE - 1)
    expect(levels.levels()).toEqual({ main: 'debug', requests: 'info' })
    clock.advance(1)
    expect(levels.levels()).toEqual({ main: 'info', requests: 'info' })
    expect(levels.temporary()).toEqual([])
  })

  it('of the service goes back to what each component had, also for those that came meanwhile', () => {
    levels.set('warn', 'requests', undefined)
    levels.set('trace', undefined, MINUTE)
    logging.logger('late')
    expect(levels.levels()).toEqual({ main: 'trace', requests: 'trace', late: 'trace' })
    clock.advance(MINUTE)
    expect(levels.levels()).toEqual({ main: 'info', requests: 'warn', late: 'info' })
  })

  it('is replaced by the next of its scope, whose time counts', () => {
    levels.set('debug', 'main', MINUTE)
    levels.set('trace', 'main', 2 * MINUTE)
    clock.advance(MINUTE)
    expect(levels.levels().main).toBe('trace')
    clock.advance(MINUTE)
    expect(levels.levels().main).toBe('info')
  })

  it('of a component stays inside one of the service that came before it', () => {
    levels.set('debug', undefined, MINUTE)
    levels.set('trace', 'main', 2 * MINUTE)
    expect(levels.levels()).toEqual({ main: 'trace', requests: 'debug' })
    clock.advance(MINUTE)
    expect(levels.levels()).toEqual({ main: 'trace', requests: 'info' })
    clock.advance(MINUTE)
    expect(levels.levels()).toEqual({ main: 'info', requests: 'info' })
  })

  it('ends in what was set for good meanwhile, wherever that was set', () => {
    levels.set('debug', 'main', MINUTE)
    levels.set('error', undefined, undefined)
    expect(levels.levels()).toEqual({ main: 'error', requests: 'error' })
    levels.set('debug', undefined, MINUTE)
    levels.set('warn', 'main', undefined)
    clock.advance(MINUTE)
    expect(levels.levels()).toEqual({ main: 'warn', requests: 'error' })
  })
})

describe('a change for good', () => {
  it('of the service holds for every component, also for those to come', () => {
    levels.set('debug', 'main', undefined)
    levels.set('warn', undefined, undefined)
    logging.logger('late')
    expect(levels.levels()).toEqual({ main: 'warn', requests: 'warn', late: 'warn' })
  })

  it('of a component that does not exist changes nothing', () => {
    for (const name of ['nobody', '', 'toString']) {
      expect(levels.set('debug', name, undefined)).toBe(false)
    }
    expect(levels.levels()).toEqual({ main: 'info', requests: 'info' })
  })
})
