import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import tseslint from 'typescript-eslint'
import { expect, it, onTestFinished } from 'vitest'

/** The repository's own .oxlintrc.json. */
const root = fileURLToPath(new URL('../../../..', import.meta.url))
const PREFIX = '@typescript-eslint/'
/** What oxlint does not have. */
const MISSING = new Set(['no-unsafe-class-instance-assignment'])

function complaints(code: string): string {
  const directory = fs.mkdtempSync(join(tmpdir(), 'typed-rules-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true })
  })
  const extended = { extends: `${root}tsconfig.base.json`, compilerOptions: { types: [] } }
  fs.writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(extended))
  fs.writeFileSync(join(directory, 'planted.ts'), code)
  const args = ['--config', `${root}.oxlintrc.json`, 'planted.ts']
  const { stdout, stderr } = spawnSync(`${root}node_modules/.bin/oxlint`, args, {
    cwd: directory,
    encoding: 'utf8',
  })
  return stdout + stderr
}

it('has all rules of typescript-eslint, strict and stylistic, that have to know types', () => {
  const configured = fs.readFileSync(`${root}.oxlintrc.json`, 'utf8')
  const presets = [
    ...tseslint.configs.strictTypeCheckedOnly,
    ...tseslint.configs.stylisticTypeCheckedOnly,
  ]
  const rules = presets
    .flatMap(({ rules = {} }) => Object.keys(rules))
    .filter(rule => rule.startsWith(PREFIX))
    .map(rule => rule.slice(PREFIX.length))
  expect(rules.length).toBeGreaterThan(50)
  expect(
    rules.filter(rule => !MISSING.has(rule) && !configured.includes(`"typescript/${rule}"`)),
  ).toEqual([])
})

it('refuses a promise without an await, and a switch without one of its cases', () => {
  const found = complaints(`
    export async function first(kind: 'a' | 'b'): Promise<void> {
      await Promise.resolve(kind)
    }
    export function second(kind: 'a' | 'b'): void {
      first(kind)
      switch (kind) {
        case 'a':
          break
      }
    }
  `)
  expect(found).toContain('no-floating-promises')
  expect(found).toContain('switch-exhaustiveness-check')
})
