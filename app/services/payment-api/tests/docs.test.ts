import fs from 'node:fs'
import { expect, it } from 'vitest'
import { namedSettings } from '#foundation/conf/conf'
import { program, settings } from '../config.ts'

const page = fs.readFileSync(
  new URL('../../../../docs/tour/payment-api.md', import.meta.url),
  'utf8',
)
const rows = page
  .split('\n')
  .filter(line => line.startsWith('| '))
  .map(line => line.slice(2, -2).split(' | '))

/** Codes of errors have a status. */
const isCode = ([, second = '']: readonly string[]): boolean => /^4\d\d$/.test(second)

it('the page has every setting with its default and what it sets, and no others', () => {
  const documented = rows.filter(row => row[0]?.startsWith('`PAYMENT_') && !isCode(row))
  const existing = namedSettings(program, settings).map(({ env, setting }) => [
    `\`${env}\``,
    setting.fallback === '' ? 'empty' : `\`${setting.fallback}\``,
    setting.help,
  ])
  expect(documented).toEqual(existing)
})

it('the page has every code that the handlers answer with', () => {
  const service = new URL('../', import.meta.url)
  const files = ['signatures.ts', ...fs.globSync('handlers/*.ts', { cwd: service.pathname })]
  const source = files.map(name => fs.readFileSync(new URL(name, service), 'utf8')).join('')
  const codes = [...source.matchAll(/'((?:COBV?|PIX|WEBHOOK|SIGNATURE)_[A-Z_]+)'/g)].map(
    ([, code]) => code,
  )
  const documented = rows.filter(isCode).map(([cell = '']) => cell.slice(1, -1))
  expect(documented.sort()).toEqual([...new Set(codes)].sort())
})
