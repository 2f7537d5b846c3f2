import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SignedRequest } from './signature.ts'
import { sign, SignatureRejected, verify, WINDOW_SECONDS } from './signature.ts'

const KEY = { id: 'k1', secret: 'a secret of thirty-two characters' }
const NEXT = { id: 'k2', secret: 'another one of those, for rotation' }
const NOW = 1_764_460_000
const STAMP = { seconds: NOW, nonce: 'abcdefghijklmnop' }
const REQUEST: SignedRequest = {
  method: 'PUT',
  target: '/v1/cob/abc?a=1',
  body: Buffer.from('{"valor":"1.00"}'),
  idempotencyKey: 'once',
}

it('a request that was signed is accepted, with the key and the nonce', () => {
  const header = sign(KEY, REQUEST, STAMP)
  expect(verify([KEY], REQUEST, header, NOW)).toEqual({ ...STAMP, keyId: 'k1' })
})

it('what is signed is what the docs say, line by line', () => {
  const digest = createHash('sha256').update(REQUEST.body).digest('hex')
  const text = `v1\nPUT\n/v1/cob/abc?a=1\n1764460000\nabcdefghijklmnop\n${digest}\nonce`
  const mac = createHmac('sha256', KEY.secret).update(text).digest('hex')
  const expected = `key=k1,time=1764460000,nonce=abcdefghijklmnop,v1=${mac}`
  expect(sign(KEY, REQUEST, STAMP)).toBe(expected)
})

it('while keys are rotated, both are good', () => {
  for (const key of [KEY, NEXT]) {
    const header = sign(key, REQUEST, STAMP)
    expect(verify([NEXT, KEY], REQUEST, header, NOW).keyId).toBe(key.id)
  }
  expect(() => verify([NEXT], REQUEST, sign(KEY, REQUEST, STAMP), NOW)).toThrow(SignatureRejected)
})

describe('a request is rejected', () => {
  it.each<[string, Partial<SignedRequest>]>([
    ['method', { method: 'DELETE' }],
    ['path', { target: '/v1/cob/abd?a=1' }],
    ['query', { target: '/v1/cob/abc?a=2' }],
    ['body', { body: Buffer.from('{"valor":"9.00"}') }],
    ['idempotency key', { idempotencyKey: 'twice' }],
  ])('with another %s', (_what, change) => {
    const header = sign(KEY, REQUEST, STAMP)
    expect(() => verify([KEY], { ...REQUEST, ...change }, header, NOW)).toThrow(SignatureRejected)
  })

  it('with another time, nonce or key id than was signed', () => {
    const header = sign(KEY, REQUEST, STAMP)
    for (const [from, to] of [
      ['time=1764460000', 'time=1764460001'],
      ['nonce=a', 'nonce=b'],
      ['key=k1', 'key=k2'],
      ['key=k1', 'key=none'],
    ] as const) {
      const changed = header.replace(from, to)
      expect(() => verify([KEY, NEXT], REQUEST, changed, NOW)).toThrow(SignatureRejected)
    }
  })

  it('outside of the window, to both sides', () => {
    const header = sign(KEY, REQUEST, STAMP)
    for (const off of [-WINDOW_SECONDS, WINDOW_SECONDS]) {
      expect(verify([KEY], REQUEST, header, NOW + off).keyId).toBe('k1')
      expect(() => verify([KEY], REQUEST, header, NOW + off + Math.sign(off))).toThrow(' s off')
    }
  })

  it.each([undefined, '', 'key=k1', 'key=k1,time=1,nonce=short,v1=00', `v1=${'0'.repeat(64)}`])(
    'with the header %j',
    header => {
      expect(() => verify([KEY], REQUEST, header, NOW)).toThrow(SignatureRejected)
    },
  )
})
