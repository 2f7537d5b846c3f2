import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Profile } from 'pprof-format'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { Program, until } from '#foundation/program/program'
import { Profiler, ProfileRunning } from './profile.ts'

const WORKLOAD = new URL('tests/workload.ts', import.meta.url).pathname
const SOURCE = fs.readFileSync(WORKLOAD, 'utf8').split('\n')

/** Counted from 1. */
function lineOf(text: string): number {
  return SOURCE.findIndex(line => line.includes(text)) + 1
}

type Sample = { readonly functions: string[]; readonly lines: number[]; readonly values: number[] }

function decoded(bytes: Uint8Array) {
  const profile = Profile.decode(gunzipSync(bytes))
  const text = (index: number | bigint): string => profile.stringTable.strings[Number(index)] ?? ''
  const functions = new Map(profile.function.map(entry => [Number(entry.id), entry]))
  const locations = new Map(profile.location.map(entry => [Number(entry.id), entry]))
  const samples = profile.sample.map(({ locationId, value }): Sample => {
    const lines = locationId.flatMap(id => locations.get(Number(id))?.line ?? [])
    return {
      functions: lines.map(({ functionId }) => text(functions.get(Number(functionId))?.name ?? 0)),
      lines: lines.map(({ line }) => Number(line)),
      values: value.map(Number),
    }
  })
  const files = profile.function.map(({ filename }) => text(filename))
  const types = profile.sampleType.map(({ type, unit }) => `${text(type)} ${text(unit)}`)
  return { profile, samples, files, types }
}

/** By how much was seen. */
function most(samples: readonly Sample[]): Sample | undefined {
  return [...samples].sort((a, b) => (b.values.at(-1) ?? 0) - (a.values.at(-1) ?? 0))[0]
}

describe('of a program that Node runs as it stands', () => {
  let directory: string
  const file = (name: string): Uint8Array => fs.readFileSync(join(directory, name))

  beforeAll(async () => {
    directory = fs.mkdtempSync(join(os.tmpdir(), 'profile-'))
    const program = new Program(WORKLOAD, [directory])
    expect(await program.ended(), program.output).toBe(0)
  })

  afterAll(() => {
    fs.rmSync(directory, { recursive: true, force: true })
  })

  it('the profile names the function that took the time, and the line where it begins in the TypeScript file', () => {
    const { types, samples, files } = decoded(file('cpu'))
    expect(types).toEqual(['sample count', 'wall nanoseconds'])
    expect(files.some(name => name.endsWith('/foundation/profile/tests/workload.ts'))).toBe(true)
    const { functions = [], lines = [] } = most(samples) ?? {}
    expect(functions[0]).toBe('burnTime')
    expect(lines[0]).toBe(lineOf('function burnTime'))
  })

  it('the heap has what lives, by the function that allocated it, and says since when', () => {
    const { profile, types, samples } = decoded(file('heap'))
    expect(types).toEqual(['inuse_objects count', 'inuse_space bytes'])
    const kept = samples.filter(({ functions }) => functions.includes('allocateToKeep'))
    const bytes = kept.reduce((sum, { values }) => sum + (values[1] ?? 0), 0)
    expect(bytes).toBeGreaterThan(2 * 1024 * 1024)
    const place = kept[0]?.functions.indexOf('allocateToKeep') ?? 0
    expect(kept[0]?.lines[place]).toBe(lineOf('function allocateToKeep'))
    expect(Number(profile.durationNanos)).toBeGreaterThan(0)
  })

  it('allocations have also what was forgotten at once, and nothing that is older', () => {
    const { types, samples } = decoded(file('allocs'))
    expect(types).toEqual(['alloc_objects count', 'alloc_space bytes'])
    const found = most(samples)
    expect(found?.functions).toContain('allocateToForget')
    expect(found?.lines).toContain(lineOf('function allocateToForget'))
    const names = new Set(samples.flatMap(({ functions }) => functions))
    expect([...names].filter(name => name === 'allocateToKeep' || name === '(external)')).toEqual(
      [],
    )
  })

  it('the trace has what was done with the file system, in the format of Chrome', () => {
    const { traceEvents } = JSON.parse(Buffer.from(file('trace')).toString()) as {
      traceEvents: { name: string; ph: string; ts: number; pid: number }[]
    }
    const reads = traceEvents.filter(({ name }) => name === 'fs.sync.read')
    expect(reads.length).toBeGreaterThan(10)
    expect(reads[0]).toMatchObject({ ph: expect.stringMatching(/^[BE]$/) as string })
  })
})

describe('one at a time', () => {
  const never = new AbortController().signal

  it('another is refused with what is being taken and until when, and allowed afterwards', async () => {
    const { clock } = new SimulatedHost(1)
    using profiler = new Profiler(clock)
    const trace = profiler.trace(5000, never)
    const other = await profiler.heap().then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(other).toBeInstanceOf(ProfileRunning)
    expect(other).toMatchObject({ kind: 'trace', until: clock.now() + 5000 })
    expect(() => profiler.heapSnapshot()).toThrow(ProfileRunning)
    await advancedUntil(trace, clock)
    expect((await profiler.heap()).length).toBeGreaterThan(0)
  })

  it('one that its reader gives up ends at once, with nothing', async () => {
    using profiler = new Profiler(systemHost().clock)
    for (const kind of ['cpu', 'allocations', 'trace'] as const) {
      const abort = new AbortController()
      const taking = profiler[kind](3_600_000, abort.signal)
      setImmediate(() => {
        abort.abort()
      })
      expect(await taking).toBeUndefined()
    }
    expect((await profiler.heap()).length).toBeGreaterThan(0)
  })

  it('a heap snapshot counts until it has been read, or is given up', async () => {
    using profiler = new Profiler(systemHost().clock)
    const snapshot = profiler.heapSnapshot()
    await expect(profiler.heap()).rejects.toMatchObject({ kind: 'heapsnapshot' })
    snapshot.destroy()
    await new Promise(resolve => snapshot.once('close', resolve))
    expect((await profiler.heap()).length).toBeGreaterThan(0)
  })
})

it('a heap snapshot that the client does not read is given up after ten minutes', async () => {
  const { clock } = new SimulatedHost(1)
  using profiler = new Profiler(clock)
  const snapshot = profiler.heapSnapshot()
  const failed = new Promise(resolve => snapshot.once('error', resolve))
  clock.advance(10 * 60_000 - 1)
  expect(snapshot.destroyed).toBe(false)
  clock.advance(1)
  expect(String(await failed)).toContain('not read in time')
  expect((await profiler.heap()).length).toBeGreaterThan(0)
})

/** The clock moves only when told, and the profile begins to wait only when its tools are loaded. */
async function advancedUntil(done: Promise<unknown>, clock: SimulatedHost['clock']): Promise<void> {
  const progress = { isOver: false }
  void done.finally(() => (progress.isOver = true))
  await until(
    () => {
      clock.advance(5000)
      return progress.isOver ? true : undefined
    },
    () => 'the profile did not end',
  )
}
