import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const PROGRAM = new URL('../../tests/flush-and-fail.ts', import.meta.url).pathname

it('a process that fails in the middle of a flush ends, and with its own exit code', () => {
  const directory = mkdtempSync(join(tmpdir(), 'exit-gate-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true })
  })
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, directory], {
    encoding: 'utf8',
    timeout: 300_000,
    killSignal: 'SIGKILL',
  })
  expect(stderr).toContain('Error: the end')
  expect(status).toBe(1)
})
