import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemHost } from '../host/system.ts'
import type { Message } from './post.ts'
import { PostFailed, poster } from './post.ts'
import { isLoopback, isPublic } from './public-address.ts'
import { SECRET_BYTES, secretText, webhookHeaders } from './webhook.ts'

describe('a signature', () => {
  // The example of the specification.
  const KNOWN = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  const message = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    seconds: 1_614_265_330,
    body: '{"test": 2432232314}',
  }

  it('is that of Standard Webhooks', () => {
    expect(webhookHeaders(message, [KNOWN])).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
    expect(secretText(KNOWN)).toBe('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
  })

  it('is there once for each secret while they are rotated', () => {
    const other = new Uint8Array(SECRET_BYTES)
    const both = webhookHeaders(message, [other, KNOWN])['webhook-signature']?.split(' ')
    expect(both).toEqual(
      [other, KNOWN].map(secret => webhookHeaders(message, [secret])['webhook-signature']),
    )
  })
})

describe('an address', () => {
  it.each([
    ...['127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '0.0.0.0', '255.255.255.255', '224.0.0.1', '192.0.0.1'],
    ...['198.18.0.1', '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', 'fe80::1', 'fe80::1%eth0'],
    ...['fc00::1', 'fd00::1', 'ff02::1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1'],
    ...['2001:db8::1', 'localhost', ''],
  ])('is not public: %s', address => {
    expect(isPublic(address)).toBe(false)
  })

  it.each(['8.8.8.8', '172.15.255.255', '172.32.0.1', '2606:4700:4700::1111'])(
    'is public: %s',
    address => {
      expect(isPublic(address)).toBe(true)
    },
  )

  it('is a loopback or is not', () => {
    const addresses = ['127.0.0.1', '::1', '10.0.0.1', '::2', 'localhost']
    expect(addresses.map(isLoopback)).toEqual([true, true, false, false, false])
  })
})

describe('a post', () => {
  const { clock } = systemHost()
  const signal = new AbortController().signal
  const PATIENT: Message = { headers: {}, body: '{}', timeoutMs: 600_000, signal }
  const inDevelopment = { clock, isDevelopment: true, allowLoopback: true }
  const post = poster(inDevelopment)
  let url: URL
  let redirected = 0

  const server = http.createServer((request, response) => {
    request.resume()
    switch (request.url) {
      case '/hangs':
        return
      case '/closes':
        request.socket.destroy()
        return
      case '/fails':
        response.writeHead(500).end('no')
        return
      case '/redirects':
        response.writeHead(302, { Location: '/redirected' }).end()
        return
      case '/redirected':
        redirected++
        response.end()
        return
      case '/head':
        response.writeHead(200, { long: 'x'.repeat(20_000) }).end()
        return
      case '/endless': {
        const more = (): void => {
          while (response.write('x'.repeat(65_536)));
        }
        response.on('drain', more)
        more()
        return
      }
      default:
        request.setEncoding('utf8').on('data', (text: string) => response.end(text))
    }
  })

  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    url = new URL(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`)
  })

  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  const to = (path: string) => new URL(path, url)
  const why = async (asked: Promise<unknown>): Promise<unknown> => {
    const error = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(PostFailed)
    return error instanceof PostFailed && error.message
  }

  it('gets the answer, whose body is read as far as it is asked for', async () => {
    const message = { ...PATIENT, body: '{"é":1}' }
    expect(await post(to('/'), { ...message, readBytesMax: 8 })).toEqual({
      ...{ status: 200, body: '{"é":1}' },
    })
    expect(await post(to('/'), message)).toEqual({ status: 200, body: '' })
    expect(await why(post(to('/'), { ...message, readBytesMax: 7 }))).toBe(
      'it answered more than 7 bytes',
    )
  })

  it('ends with a status that is no success, and follows no redirect', async () => {
    expect(await post(to('/fails'), { ...PATIENT, readBytesMax: 100 })).toMatchObject({
      status: 500,
    })
    expect(await post(to('/redirects'), PATIENT)).toMatchObject({ status: 302 })
    expect(redirected).toBe(0)
  })

  it('to one that hangs, closes, or answers without an end, ends', async () => {
    expect(await why(post(to('/hangs'), { ...PATIENT, timeoutMs: 50 }))).toBe(
      'it did not answer in time',
    )
    expect(await why(post(to('/closes'), PATIENT))).toMatch(/connection/)
    expect(await why(post(to('/head'), PATIENT))).toMatch(/connection failed/)
    expect(await post(to('/endless'), PATIENT)).toMatchObject({ status: 200 })
    expect(await why(post(to('/endless'), { ...PATIENT, readBytesMax: 1000 }))).toBe(
      'it answered more than 1000 bytes',
    )
  })

  it('is given up when it is not wanted any more', async () => {
    const abort = new AbortController()
    const given = post(to('/hangs'), { ...PATIENT, signal: abort.signal })
    abort.abort(new Error('the process ends'))
    await expect(given).rejects.toThrow('the process ends')
  })

  it('goes to no network that is not public, by address and by name', async () => {
    const outside = 'its host is not in the public Internet'
    const strict = poster({ ...inDevelopment, allowLoopback: false })
    const strange = ['http://127.1', 'http://0x7f000001', 'http://2130706433', 'http://[::1]']
    for (const text of [url.href, ...strange, 'http://[::ffff:7f00:1]', 'http://10.0.0.1']) {
      expect(await why(strict(new URL(text), PATIENT))).toBe(outside)
    }
    const production = poster({ ...inDevelopment, isDevelopment: false })
    expect(await why(production(url, PATIENT))).toBe('its URL is not https')
    expect(await why(production(new URL(`https://${url.host}`), PATIENT))).toBe(outside)
  })

  it('looks at the addresses of a name each time it connects', async () => {
    const port = url.port
    let asked = 0
    // A name that leads here first, and into a private network the next time.
    const rebinding = poster({
      ...inDevelopment,
      resolve: () =>
        Promise.resolve([{ address: ++asked === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]),
    })
    const named = new URL(`http://rebinding.example:${port}/`)
    expect(await rebinding(named, PATIENT)).toMatchObject({ status: 200 })
    expect(await why(rebinding(named, PATIENT))).toBe('its host is not in the public Internet')
    const one = poster({
      ...inDevelopment,
      resolve: () =>
        Promise.resolve([
          { address: '127.0.0.1', family: 4 },
          { address: '10.0.0.1', family: 4 },
        ]),
    })
    expect(await why(one(named, PATIENT))).toBe('its host is not in the public Internet')
    const none = poster({ ...inDevelopment, resolve: () => Promise.reject(new Error('no such')) })
    expect(await why(none(named, PATIENT))).toBe('its host has no address')
  })
})
