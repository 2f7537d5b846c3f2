import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { inspectApart } from './inspector.ts'

it('an inspection that is killed, as for want of memory, tells nothing of the data', async () => {
  const ignore = (): void => undefined
  const request = { kind: 'directory', path: '/nowhere' } as const
  const inspection = inspectApart(request, new AbortController().signal, ignore)
  const of = ['-P', String(process.pid), '-f', 'inspection-process']
  const pid = Number(execFileSync('pgrep', of, { encoding: 'utf8' }))
  process.kill(pid, 'SIGKILL')
  await expect(inspection).rejects.toMatchObject({ code: 'INSPECTION_KILLED' })
})
