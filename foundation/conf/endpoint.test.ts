import { describe, expect, it } from 'vitest'
import type { Configured } from './conf.ts'
import { configure } from './conf.ts'
import { endpoint, optionalEndpoint } from './endpoint.ts'
import { withoutCredentials } from './mask.ts'

const program = { name: 'shop', description: '', version: '1', prefix: 'SHOP' }
const table = {
  collect: { from: endpoint('http://localhost:4000/vars', 'What is read') },
  send: { to: optionalEndpoint('http://localhost:4318', 'Where it is sent') },
}

const shop = (...argv: readonly string[]): Configured<typeof table> =>
  configure(program, table, argv, {})

describe('a URL', () => {
  it('is parsed, and undefined where it may be empty', () => {
    expect(shop('--collect-from=https://u:p@host:1/a?b=c')).toMatchObject({
      config: { collect: { from: new URL('https://u:p@host:1/a?b=c') }, send: { to: undefined } },
    })
    expect(shop('--send-to=http://h')).toMatchObject({
      config: { send: { to: new URL('http://h') } },
    })
  })

  it.each(['', 'foo', 'localhost:4318', 'ftp://host', 'http:host', 'http://', 'http://a b', '//h'])(
    'is not %j, which is refused with the name of the setting and an example',
    text => {
      expect(shop(`--collect-from=${text}`)).toMatchObject({
        kind: 'print',
        isError: true,
        text: expect.stringContaining(
          `--collect-from: expected a URL like http://localhost:4000/vars, not "${text}"`,
        ) as string,
      })
    },
  )
})

describe('credentials in a URL', () => {
  it.each([
    ['http://me:hunter@host', 'http://******@host/'],
    ['https://hunter@host:1/path', 'https://******@host:1/path'],
    ['http://:hunter@host/', 'http://******@host/'],
    ['http://me:hun%40ter@host/?a=b', 'http://******@host/?a=b'],
    ['http://host/?api_key=hunter&a=b', 'http://host/?api_key=******&a=b'],
    [
      'http://host/?Access-Token=hunter&token=hunter',
      'http://host/?Access-Token=******&token=******',
    ],
    ['http://host/?%74oken=hunter', 'http://host/?token=******'],
    // Those that are none, or none of ours.
    ['me:hunter@host:4318', '******@host:4318'],
    ['htp://me:hunter@host', '******@host'],
    ['http://me:hun@ter@host:port', '******@host:port'],
    ['http://me:hunter@host:99999', '******@host:99999'],
    ['http//host?token=hunter', 'http//host?******'],
  ])('are masked: %s is shown as %s', (text, shown) => {
    expect(withoutCredentials(text)).toBe(shown)
    const configured = shop(`--collect-from=${text}`, `--send-to=${text}`)
    const told = configured.kind === 'run' ? configured.effective : configured.text
    expect(JSON.stringify(told)).not.toContain('hunter')
    expect(JSON.stringify(told)).not.toContain('me:')
  })

  it.each(['http://localhost:4318', 'https://host/path?interval=1s#part', 'foo', ''])(
    'are none in %j, which is shown as it is',
    text => {
      expect(withoutCredentials(text)).toBe(text)
    },
  )
})
