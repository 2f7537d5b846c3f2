import { Command, CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { refuseFlagsAsValues } from './flag-values.ts'

function parse(...args: string[]): object | string {
  let said = ''
  const command = new Command('tool')
    .exitOverride()
    .configureOutput({ writeErr: text => (said += text) })
    .option('--ttl <duration>', 'how long')
    .option('--key <key>', 'which', text => text.toUpperCase())
    .option('--size <n>', 'how large', '7')
    .option('--once')
  refuseFlagsAsValues(command)
  try {
    return command.parse(args, { from: 'user' }).opts()
  } catch (error) {
    if (error instanceof CommanderError) return said
    throw error
  }
}

describe('a flag that follows one that wants a value', () => {
  it.each(['--once', '--key', '--unknown', '-x'])('%s is not its value', flag => {
    expect(parse('--ttl', flag)).toMatch(/^error: option '--ttl <duration>' argument missing/)
  })

  it('is not the value of one with a default or a parser either', () => {
    expect(parse('--size', '--once')).toContain("'--size <n>' argument missing")
    expect(parse('--key', '--once')).toContain("'--key <key>' argument missing")
    expect(parse('--key')).toContain("'--key <key>' argument missing")
  })
})

it('values are taken as before: behind a space, behind =, also with a dash; and a dash alone', () => {
  expect(parse('--ttl', '5s', '--key', 'a', '--once')).toEqual({
    ttl: '5s',
    key: 'A',
    size: '7',
    once: true,
  })
  expect(parse('--ttl=--once', '--key=-a')).toMatchObject({ ttl: '--once', key: '-A' })
  expect(parse('--ttl', '-')).toMatchObject({ ttl: '-' })
  expect(parse('--ttl', '')).toMatchObject({ ttl: '' })
})

it('the help of a command stays as it is', () => {
  const command = new Command('tool').option('--ttl <duration>', 'how long')
  const help = command.helpInformation()
  refuseFlagsAsValues(command)
  expect(command.helpInformation()).toBe(help)
})
