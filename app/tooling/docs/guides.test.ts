/** The guides, followed: their blocks, put where they say into a copy of profile-api, make files that compile. */
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { genCommand } from '#foundation/spec/generate'
import { Page, ROOT } from './page.ts'

const SERVICE = 'app/services/profile-api'
const DOMAIN = 'business/core/profile'
const SPEC = `${SERVICE}/openapi/profile-api-spec.yaml`
const HANDLERS = `${SERVICE}/handlers/notegrp.ts`
const RUN = `${SERVICE}/run.ts`
const MIGRATIONS = `${DOMAIN}/migrations.ts`
const NOTES = `${DOMAIN}/notes.ts`

let root: string

beforeAll(() => {
  root = fs.mkdtempSync(join(os.tmpdir(), 'guides-'))
  copy('', [SERVICE, DOMAIN])
})

afterAll(() => {
  fs.rmSync(root, { recursive: true, force: true })
})

/** `copied` are folders of its own; everything else is that of the repository. */
function copy(path: string, copied: readonly string[]): void {
  for (const { name } of fs.readdirSync(join(ROOT, path), { withFileTypes: true })) {
    const inside = join(path, name)
    const target = join(root, inside)
    if (copied.includes(inside)) fs.cpSync(join(ROOT, inside), target, { recursive: true })
    else if (copied.some(folder => folder.startsWith(`${inside}/`))) {
      fs.mkdirSync(target)
      copy(inside, copied)
      // Imports that begin with # are resolved from the package.json above, which has to be this one.
    } else if (name === 'package.json') fs.copyFileSync(join(ROOT, inside), target)
    else fs.symlinkSync(join(ROOT, inside), target)
  }
}

/** Puts a text in the place of another, which has to be there once. */
function edit(path: string, old: string, text: string): void {
  const parts = fs.readFileSync(join(root, path), 'utf8').split(old)
  expect(parts, `${path}: ${old}`).toHaveLength(2)
  fs.writeFileSync(join(root, path), parts.join(text))
}

/** The one block that begins in this way. */
function block({ blocks, path }: Page, beginning: string): string {
  const found = blocks.filter(({ text }) => text.startsWith(beginning))
  expect(found, `${path}: ${beginning}`).toHaveLength(1)
  return found[0]?.text ?? ''
}

/** The one piece of code in its sentences that begins in this way. */
function piece({ code, path }: Page, beginning: string): string {
  const found = code.filter(text => text.startsWith(beginning))
  expect(found, `${path}: ${beginning}`).toHaveLength(1)
  return found[0] ?? ''
}

function followPersistence(page: Page): void {
  const last = '\n]\n'
  edit(MIGRATIONS, last, `\n${block(page, '  {\n    name:').trimEnd()},${last}`.replace(',,', ','))
  fs.writeFileSync(join(root, NOTES), block(page, '/** Notes'))
}

function followApi(page: Page): void {
  edit(SPEC, '  /v1/liveness:\n', `${block(page, '  /v1/notes')}  /v1/liveness:\n`)
  edit(SPEC, '\n  parameters:\n', `\n  parameters:\n${block(page, '    noteName:')}`)
  edit(SPEC, '\n  schemas:\n', `\n  schemas:\n${block(page, '    NewNote:')}`)
  edit(SPEC, '\ntags:\n', `\ntags:\n  ${piece(page, '- { name: notes')}\n`)
  fs.writeFileSync(join(root, HANDLERS), block(page, '/** Notes over HTTP'))

  edit(
    RUN,
    'const { liveness, readiness, ...profileSpec } = fromSpec<operations>(\n',
    block(page, 'const {'),
  )
  edit(RUN, 'openDatabase<ProfileTables>', piece(page, 'openDatabase<'))
  const mounted =
    'opening.app.mountSpec(profileSpec, profileHandlers(new Profiles(database, host), isOn))\n'
  edit(RUN, mounted, mounted + block(page, 'opening.app.mountSpec('))
  const before = "import type { ProfileConfig } from './config.ts'\n"
  edit(RUN, before, block(page, 'import { Notes }') + before)
}

/** What the compiler says of these files and of what they import. */
function compiled(files: readonly string[]): Promise<string> {
  const settings = join(root, 'tsconfig.guides.json')
  const options = { extends: './tsconfig.base.json', compilerOptions: { noEmit: true }, files }
  fs.writeFileSync(settings, JSON.stringify(options))
  const tsc = join(ROOT, 'node_modules/.bin/tsc')
  return new Promise(resolve => {
    execFile(process.execPath, [tsc, '--pretty', 'false', '-p', settings], (error, stdout) => {
      resolve(error && stdout === '' ? error.message : stdout)
    })
  })
}

it('followed in their order, add a table, its domain and operations that compile', async () => {
  followPersistence(new Page('docs/guides/add-persistence.md'))
  followApi(new Page('docs/guides/add-an-api.md'))
  const spec = new URL(`file://${join(root, SPEC)}`)
  expect(await genCommand(spec, [])).toMatchObject({ code: 0 })
  expect(await compiled([RUN, HANDLERS, NOTES, MIGRATIONS])).toBe('')
})
