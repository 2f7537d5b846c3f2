/** Feeds a program values that its settings cannot take, and looks whether it says which. Only for tests. */
import { spawnSync } from 'node:child_process'
import { expect } from 'vitest'

export type BadSetting = {
  readonly flag: string
  readonly env: string
  /** Values it cannot take. */
  readonly bad: readonly string[]
}

/** What became of a program that should end by itself. `env` is all it gets, besides where commands are and what was compiled. */
export function outcomeOf(
  main: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const options = { env: { PATH, NODE_COMPILE_CACHE, ...env }, encoding: 'utf8' as const }
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], options)
  return { status, stdout, stderr }
}

/**
 * All settings at once, one bad value of each after the other, as flags, and the first ones as variables too: the program
 * ends with exit code 2, and names each flag or variable, what it wanted, and what it found.
 */
export function expectAllRefused(main: string, settings: readonly BadSetting[]): void {
  expect(settings.filter(({ bad }) => bad.length === 0)).toEqual([])
  const rounds = Math.max(...settings.map(({ bad }) => bad.length))
  for (let round = 0; round < rounds; round++) {
    const given = settings.flatMap(({ flag, bad }) => {
      const value = bad[round]
      return value === undefined ? [] : [[`--${flag}`, value] as const]
    })
    const args = given.map(pair => pair.join('='))
    expect(outcomeOf(main, args)).toEqual(refusalOf(given))
  }
  const variables = settings.map(({ env, bad: [value = ''] }) => [env, value] as const)
  expect(outcomeOf(main, [], Object.fromEntries(variables))).toEqual(refusalOf(variables))
}

function refusalOf(given: readonly (readonly [place: string, value: string])[]) {
  const lines = given.map(([place, value]) => {
    const found = JSON.stringify(value).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return `  ${place}: expected [^\n]*, not ${found}\n`
  })
  const text = `^\\S+ cannot start with this configuration:\n${lines.join('')}See --help [^\n]*\n$`
  return { status: 2, stdout: '', stderr: expect.stringMatching(text) as string }
}
