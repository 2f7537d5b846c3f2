import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FILE_BYTES_MAX, Flags } from './flags.ts'

const DEFAULTS = { known: true, other: false }

let directory = ''
let path = ''

beforeAll(() => {
  directory = fs.mkdtempSync(join(os.tmpdir(), 'flags-'))
  path = join(directory, 'flags.json')
})

afterAll(() => {
  fs.rmSync(directory, { recursive: true })
})

const flag = (defaultVariant: string, state = 'ENABLED') => ({
  ...{ state, variants: { on: true, off: false }, defaultVariant },
})

function written(flags: object): void {
  fs.writeFileSync(path, JSON.stringify({ flags }))
}

it('a flag is what the file says, and its default where the file does not name it or disables it', async () => {
  written({ known: flag('off'), other: flag('on', 'DISABLED'), strange: flag('on') })
  const flags = await Flags.open('test', DEFAULTS, path)
  expect(await flags.all()).toEqual({ known: false, other: false })
  expect(flags.unknown).toEqual(['strange'])
  written({ other: flag('on') })
  expect(await flags.refresh()).toBe(true)
  expect(await flags.refresh()).toBe(false)
  expect(await flags.all()).toEqual({ known: true, other: true })
  expect(flags.unknown).toEqual([])
})

it('without a file all flags have their defaults', async () => {
  const flags = await Flags.open('test', DEFAULTS, undefined)
  expect(await flags.refresh()).toBe(false)
  expect(await flags.all()).toEqual(DEFAULTS)
})

it.each<[string, string, RegExp]>([
  ['nothing', '', /JSON/],
  ['half of it', '{"flags":', /JSON/],
  ['no flags', '{}', /flags: /],
  ['another member', '{"flags":{},"evaluators":{}}', /evaluators/],
  [
    'targeting',
    JSON.stringify({ flags: { known: { ...flag('on'), targeting: {} } } }),
    /targeting/,
  ],
  ['a variant that is none', JSON.stringify({ flags: { known: flag('half') } }), /defaultVariant/],
  ['a variant of every object', JSON.stringify({ flags: { known: flag('toString') } }), /Variant/],
  [
    'text as a value',
    '{"flags":{"known":{"state":"ENABLED","variants":{"on":"yes"},"defaultVariant":"on"}}}',
    /flags\.known\.variants\.on: /,
  ],
  ['too much', JSON.stringify({ $schema: ' '.repeat(FILE_BYTES_MAX), flags: {} }), /65536 bytes/],
])('a file with %s is refused, and changes nothing', async (_what, text, reason) => {
  written({ known: flag('off') })
  const flags = await Flags.open('test', DEFAULTS, path)
  fs.writeFileSync(path, text)
  await expect(flags.refresh()).rejects.toThrow(reason)
  await expect(Flags.open('test', DEFAULTS, path)).rejects.toThrow(reason)
  expect(await flags.all()).toEqual({ known: false, other: false })
})

it('a file that is none is refused', async () => {
  await expect(Flags.open('test', DEFAULTS, directory)).rejects.toThrow('no file')
  await expect(Flags.open('test', DEFAULTS, join(directory, 'none'))).rejects.toThrow('ENOENT')
})
