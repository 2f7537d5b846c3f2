import { Command, CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { refuseFlagsAsValues, wholeNumber } from './flag-values.ts'

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

describe('a whole number', () => {
  it.each(['0', '101', '-1', '1.5', '1e1', 'abc', '', ' 7', '0x7', '12345678901234567'])(
    'from 1 to 100 is not "%s"',
    text => {
      expect(() => wholeNumber(1, 100)(text)).toThrow('Expected a whole number from 1 to 100.')
    },
  )

  it('is what its digits say, from both ends of its range on', () => {
    expect(['1', '007', '100'].map(wholeNumber(1, 100))).toEqual([1, 7, 100])
    expect(() => wholeNumber(2)('1')).toThrow('from 2 on.')
  })
})
