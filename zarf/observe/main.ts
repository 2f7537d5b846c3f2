/** Writes the dashboards; with --check only says which are stale. Exit codes: 0; 1 if one is stale. */
import fs from 'node:fs'
import { dashboards } from './dashboards.ts'
import { grafanaJson } from './panels.ts'

const DIRECTORY = new URL('dashboards/', import.meta.url)
const isCheck = process.argv.includes('--check')

const wanted = new Map(
  dashboards.map(dashboard => [`${dashboard.uid}.json`, grafanaJson(dashboard)]),
)
fs.mkdirSync(DIRECTORY, { recursive: true })
const there = fs.readdirSync(DIRECTORY)
const stale = [...wanted].filter(
  ([name, text]) =>
    !there.includes(name) || fs.readFileSync(new URL(name, DIRECTORY), 'utf8') !== text,
)
const extra = there.filter(name => !wanted.has(name))

if (isCheck) {
  for (const name of [...stale.map(([name]) => name), ...extra]) {
    console.error(`zarf/observe/dashboards/${name} is not what make gen writes`)
    process.exitCode = 1
  }
} else {
  for (const [name, text] of stale) fs.writeFileSync(new URL(name, DIRECTORY), text)
  for (const name of extra) fs.rmSync(new URL(name, DIRECTORY))
}
