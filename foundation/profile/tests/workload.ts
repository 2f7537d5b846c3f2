/**
 * Takes profiles of itself, as Node runs it: types stripped, nothing transformed. Writes them into the directory that its
 * argument names. Where its functions stand is found by their names.
 */
import fs from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '#foundation/host/host'
import { Profiler } from '../profile.ts'

type Point = {
  readonly x: number
  readonly y: number
}

type Shape = {
  readonly points: readonly Point[]
}

const TAKE_MS = 300
const directory = process.argv[2] ?? '.'
const never = new AbortController().signal

function burnTime(shape: Shape): number {
  let sum = 0
  for (let round = 0; round < 1e6; round++) {
    for (const { x, y } of shape.points) sum += Math.sqrt(x * round + y)
  }
  return sum
}

function allocateToKeep(count: number): Point[] {
  return Array.from({ length: count }, (_, x): Point => ({ x, y: x * 2 }))
}

function allocateToForget(count: number): number {
  let length = 0
  for (let index = 0; index < count; index++) length += new Array<number>(64).fill(index).length
  return length
}

async function take(name: string, profile: Promise<Uint8Array | undefined>): Promise<void> {
  fs.writeFileSync(join(directory, name), (await profile) ?? new Uint8Array())
}

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return {
      cancel: () => {
        clearTimeout(timer)
      },
    }
  },
}
const profiler = new Profiler(clock)
await profiler.sampleHeap()
const kept = allocateToKeep(200_000)
await take('heap', profiler.heap())

for (const [name, profile, work] of [
  ['cpu', profiler.cpu.bind(profiler), () => burnTime({ points: kept.slice(0, 3) })],
  ['allocs', profiler.allocations.bind(profiler), () => allocateToForget(10_000)],
  ['trace', profiler.trace.bind(profiler), () => fs.readFileSync(import.meta.filename).length],
] as const) {
  const timer = setInterval(work, 1)
  await take(name, profile(TAKE_MS, never))
  clearInterval(timer)
}
