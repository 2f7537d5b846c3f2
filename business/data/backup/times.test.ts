import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { BackupTimes } from './times.ts'

const { disk, clock } = systemHost()
const NOW = Date.UTC(2026, 4, 2)
const host = { disk, clock: { ...clock, now: () => NOW } }
const CREATED = '2026-05-01T02:17:00.000Z'

function temporary(): string {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'backup-times-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true })
  })
  return directory
}

it('a process knows what the one before it noted', () => {
  const directory = temporary()
  const first = new BackupTimes(host, directory)
  expect(first.times).toEqual({})
  first.noteMade('2026-04-30T02:17:00.000Z')
  first.noteTried()
  first.noteMade(CREATED)
  expect(first.times).toEqual({ madeAtMs: Date.parse(CREATED), triedAtMs: NOW })
  expect(new BackupTimes(host, directory).times).toEqual(first.times)
  expect(fs.readdirSync(directory)).toEqual(['backups.json'])
})

it.each(['', '{', '{"madeAtMs":-1,"triedAtMs":0}', '{"madeAtMs":"1"}'])(
  'a damaged file tells nothing, and is replaced: %s',
  text => {
    const directory = temporary()
    fs.writeFileSync(join(directory, 'backups.json'), text)
    const times = new BackupTimes(host, directory)
    expect(times.times).toEqual({})
    times.noteTried()
    expect(new BackupTimes(host, directory).times).toEqual({ triedAtMs: NOW })
  },
)
