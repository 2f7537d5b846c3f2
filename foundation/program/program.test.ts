import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Program, until } from './program.ts'

function temporary(): string {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'program-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true })
  })
  return directory
}

/** A program that says who it is, and then stays. */
function staying(directory: string): string {
  const path = join(directory, 'staying.mjs')
  const line = `console.log(JSON.stringify({ msg: 'up', pid: process.pid }))`
  fs.writeFileSync(path, `${line}\nsetInterval(() => undefined, 1000)\n`)
  return path
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

it('is killed when it is disposed of, and is the process that was started', async () => {
  const started = async (): Promise<number> => {
    await using program = new Program(staying(temporary()), [])
    expect((await program.logged('up')).pid).toBe(program.pid)
    expect(isRunning(program.pid)).toBe(true)
    return program.pid
  }
  expect(isRunning(await started())).toBe(false)
})

const hasSetpriv = fs.existsSync('/usr/bin/setpriv')
if (!hasSetpriv)
  console.warn('skipped: a program ends with its starter, because setpriv is missing')

it.skipIf(!hasSetpriv)('ends with its parent, also if that is killed', async () => {
  const directory = temporary()
  const starter = join(directory, 'starter.mts')
  const program = JSON.stringify(new URL('program.ts', import.meta.url).pathname)
  fs.writeFileSync(
    starter,
    `import { Program } from ${program}
       const program = new Program(${JSON.stringify(staying(directory))}, [])
       console.log(JSON.stringify(await program.logged('up')))`,
  )
  const parent = spawn(process.execPath, [starter])
  onTestFinished(() => {
    parent.kill('SIGKILL')
  })
  const [line] = (await parent.stdout.take(1).toArray()) as [Buffer]
  const { pid } = JSON.parse(line.toString()) as { pid: number }
  expect(isRunning(pid)).toBe(true)
  parent.kill('SIGKILL')
  const isGone = (): true | undefined => (isRunning(pid) ? undefined : true)
  await until(isGone, () => `process ${String(pid)} stayed`)
})

it('leaves the machine alone, after a slow answer, before it asks again', async () => {
  let answeredAt: number | undefined
  const waited = await until(
    async () => {
      if (answeredAt !== undefined) return performance.now() - answeredAt
      await new Promise(resolve => setTimeout(resolve, 20))
      answeredAt = performance.now()
      return undefined
    },
    () => 'it was asked once',
  )
  expect(waited).toBeGreaterThan(95)
})
