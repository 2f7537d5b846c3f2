import { describe, expect, it } from 'vitest'
import { ReplyEncoder } from './encoder.ts'

function encoded(write: (encoder: ReplyEncoder) => void): string {
  const encoder = new ReplyEncoder()
  write(encoder)
  const { length } = encoder
  const bytes = encoder.take()
  expect(bytes).toHaveLength(length)
  expect(encoder.length).toBe(0)
  return Buffer.from(bytes).toString()
}

describe('a reply', () => {
  it.each<[string, (encoder: ReplyEncoder) => void]>([
    [
      '+OK\r\n',
      encoder => {
        encoder.simple('OK')
      },
    ],
    [
      '-ERR a b c\r\n',
      encoder => {
        encoder.error('ERR a\rb\nc')
      },
    ],
    [
      '-ERR größer 😀\r\n',
      encoder => {
        encoder.error('ERR größer 😀')
      },
    ],
    [
      ':7\r\n',
      encoder => {
        encoder.integer(7)
      },
    ],
    [
      ':-7\r\n',
      encoder => {
        encoder.integer(-7)
      },
    ],
    [
      ':9007199254740991\r\n',
      encoder => {
        encoder.integer(Number.MAX_SAFE_INTEGER)
      },
    ],
    [
      '$0\r\n\r\n',
      encoder => {
        encoder.bulk(new Uint8Array(0))
      },
    ],
    [
      '$12\r\nhello\r\nworld\r\n',
      encoder => {
        encoder.bulk(Buffer.from('hello\r\nworld'))
      },
    ],
    [
      '$5\r\nhello\r\n',
      encoder => {
        encoder.bulk(Buffer.from('>hello<'), 1, 6)
      },
    ],
    [
      '$-1\r\n',
      encoder => {
        encoder.nil()
      },
    ],
    [
      '*2\r\n+a\r\n$-1\r\n',
      encoder => {
        encoder.array(2)
        encoder.simple('a')
        encoder.nil()
      },
    ],
  ])('%j', (text, write) => {
    expect(encoded(write)).toBe(text)
  })
})

describe('a reply to a client of each protocol', () => {
  it.each<[string, string, string, (encoder: ReplyEncoder) => void]>([
    [
      'ok',
      '+OK\r\n',
      '+OK\r\n',
      encoder => {
        encoder.ok()
      },
    ],
    [
      'nil',
      '$-1\r\n',
      '_\r\n',
      encoder => {
        encoder.nil()
      },
    ],
    [
      'nil array',
      '*-1\r\n',
      '_\r\n',
      encoder => {
        encoder.nilArray()
      },
    ],
    [
      'true',
      ':1\r\n',
      '#t\r\n',
      encoder => {
        encoder.boolean(true)
      },
    ],
    [
      'false',
      ':0\r\n',
      '#f\r\n',
      encoder => {
        encoder.boolean(false)
      },
    ],
    [
      'map',
      '*4\r\n',
      '%2\r\n',
      encoder => {
        encoder.map(2)
      },
    ],
    [
      'set',
      '*2\r\n',
      '~2\r\n',
      encoder => {
        encoder.set(2)
      },
    ],
    [
      'push',
      '*2\r\n',
      '>2\r\n',
      encoder => {
        encoder.push(2)
      },
    ],
    [
      'text',
      '$3\r\nä.\r\n',
      '$3\r\nä.\r\n',
      encoder => {
        encoder.bulkText('ä.')
      },
    ],
    [
      'verbatim',
      '$3\r\nä.\r\n',
      '=7\r\ntxt:ä.\r\n',
      encoder => {
        encoder.verbatim('ä.')
      },
    ],
    [
      'double',
      '$3\r\n1.5\r\n',
      ',1.5\r\n',
      encoder => {
        encoder.double(1.5)
      },
    ],
    [
      '-0',
      '$2\r\n-0\r\n',
      ',-0\r\n',
      encoder => {
        encoder.double(-0)
      },
    ],
    [
      'nan',
      '$3\r\nnan\r\n',
      ',nan\r\n',
      encoder => {
        encoder.double(Number.NaN)
      },
    ],
    [
      '-inf',
      '$4\r\n-inf\r\n',
      ',-inf\r\n',
      encoder => {
        encoder.double(-Infinity)
      },
    ],
    [
      'integer of 64 bits',
      ':-9223372036854775808\r\n',
      ':-9223372036854775808\r\n',
      encoder => {
        encoder.bigInteger(-(2n ** 63n))
      },
    ],
  ])('%s', (_name, resp2, resp3, write) => {
    expect(encoded(write)).toBe(resp2)
    expect(
      encoded(encoder => {
        encoder.version = 3
        write(encoder)
      }),
    ).toBe(resp3)
  })

  it('has in it what another encoder made', () => {
    const other = new ReplyEncoder()
    other.simple('a')
    expect(
      encoded(encoder => {
        encoder.ok()
        encoder.append(other.take())
      }),
    ).toBe('+OK\r\n+a\r\n')
  })
})

it('replies of any number and length are one piece of memory', () => {
  const value = Buffer.alloc(10_000, 'x')
  const one = `$10000\r\n${value.toString()}\r\n+OK\r\n`
  expect(
    encoded(encoder => {
      for (let reply = 0; reply < 20; reply++) {
        encoder.bulk(value)
        encoder.simple('OK')
      }
    }),
  ).toBe(one.repeat(20))
})

it('what was taken stays as it is while others are written', () => {
  const encoder = new ReplyEncoder()
  const taken = Array.from({ length: 100 }, (_, reply) => {
    encoder.integer(reply)
    return encoder.take()
  })
  expect(taken.map(bytes => Buffer.from(bytes).toString())).toEqual(
    taken.map((_, reply) => `:${String(reply)}\r\n`),
  )
})
