import fs from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Page, ROOT, tableRows } from './page.ts'

const RISKS = 10

const rows = tableRows(new Page('docs/owasp.md').section('What is there'))

it('docs/owasp.md has every risk, in order', () => {
  const risks = rows.map(([risk = '']) => Number(/^API(\d+)\b/.exec(risk)?.[1]))
  expect(risks).toEqual(risks.toSorted((a, b) => a - b))
  expect([...new Set(risks)]).toEqual(Array.from({ length: RISKS }, (_, at) => at + 1))
})

it('docs/owasp.md names tests that there are', () => {
  const missing = rows.filter(([, , named = '']) => {
    const [, path, title] = /^`([\w./-]+\.test\.ts)`: "(.+)"$/.exec(named) ?? []
    if (path === undefined || title === undefined) return true
    return !fs.readFileSync(join(ROOT, path), 'utf8').includes(`'${title}',`)
  })
  expect(missing).toEqual([])
})
