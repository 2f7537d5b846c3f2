import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Configured, Setting } from './conf.ts'
import {
  address,
  byteSize,
  configure,
  duration,
  fraction,
  integer,
  timeout,
  timeoutOrNever,
  namedSettings,
  optional,
  secret,
  setting,
  toggle,
} from './conf.ts'

const program = {
  name: 'shop',
  description: 'Sells things.',
  version: '1.2.3 (abc)',
  prefix: 'SHOP',
}
const DEFAULT_SECRET = 'built-in-hunter1'
const GIVEN_SECRET = 'given-hunter2'

const table = {
  web: {
    apiHost: setting('0.0.0.0:3000', address, 'Where the API listens'),
    readTimeout: setting('30s', duration, 'Time for a request to arrive'),
  },
  store: { memory: setting('64MiB', byteSize(1024, 1024 ** 3), 'What may be held in memory') },
  admin: {
    token: secret(DEFAULT_SECRET, z.string().min(8, 'expected 8 characters'), 'Proves who calls'),
    spareToken: secret('', z.string(), 'Accepted as well; none if empty'),
  },
}

type Env = Readonly<Record<string, string | undefined>>
type Shop = Configured<typeof table>

function started(argv: readonly string[], env: Env = {}): Shop & { kind: 'run' } {
  const configured = configure(program, table, argv, env)
  if (configured.kind !== 'run') throw new Error(configured.text)
  return configured
}

function printed(argv: readonly string[], env: Env = {}): Shop & { kind: 'print' } {
  const configured = configure(program, table, argv, env)
  if (configured.kind !== 'print') throw new Error('the configuration was accepted')
  return configured
}

/** The text of a refusal, by line, without indentation. */
function refusals(argv: readonly string[], env: Env = {}): string[] {
  const { text, isError } = printed(argv, env)
  expect(isError).toBe(true)
  return text
    .trim()
    .split('\n')
    .map(line => line.trim())
}

describe('a value', () => {
  const places = [
    { argv: [], env: {}, host: '0.0.0.0', source: 'default' },
    { argv: [], env: { SHOP_WEB_API_HOST: 'env:1' }, host: 'env', source: 'env' },
    { argv: ['--web-api-host=flag:1'], env: {}, host: 'flag', source: 'flag' },
    {
      argv: ['--web-api-host', 'flag:1'],
      env: { SHOP_WEB_API_HOST: 'env:1' },
      host: 'flag',
      source: 'flag',
    },
  ]
  it.each(places)('is taken from the $source', ({ argv, env, host, source }) => {
    const { config, effective } = started(argv, env)
    expect(config.web.apiHost.host).toBe(host)
    expect(effective.find(({ name }) => name === 'web.apiHost')?.source).toBe(source)
    // The others keep their defaults.
    expect(config.web.readTimeout).toBe(30_000)
  })

  it('may follow its flag after = or as the next argument', () => {
    expect(started(['--web-read-timeout=5s']).config.web.readTimeout).toBe(5000)
    expect(started(['--web-read-timeout', '5s']).config.web.readTimeout).toBe(5000)
  })

  it('is the last one when a flag is repeated', () => {
    const argv = ['--web-read-timeout=5s', '--web-read-timeout=6s']
    expect(started(argv).config.web.readTimeout).toBe(6000)
  })

  it('is looked up in the environment that was passed, not in that of the process', () => {
    process.env.SHOP_WEB_READ_TIMEOUT = '7s'
    try {
      expect(started([]).config.web.readTimeout).toBe(30_000)
    } finally {
      delete process.env.SHOP_WEB_READ_TIMEOUT
    }
  })

  it('of an empty variable is the empty text, which most settings refuse', () => {
    expect(refusals([], { SHOP_WEB_READ_TIMEOUT: '' })[1]).toMatch(
      /^SHOP_WEB_READ_TIMEOUT: .*, not ""$/,
    )
    expect(started([], { SHOP_ADMIN_SPARE_TOKEN: '' }).config.admin.spareToken).toBe('')
  })
})

describe('a configuration that is wrong', () => {
  it('is refused with all its errors at once, each with the place it came from', () => {
    const argv = ['--web-read-timeout=soon', '--sotre-memory=1GiB', 'serve']
    expect(refusals(argv, { SHOP_STORE_MEMORY: '1KB', SHOP_ADMIN_TOKEN: 'short' })).toEqual([
      'shop cannot start with this configuration:',
      '--sotre-memory: there is no such flag (Did you mean --store-memory?)',
      'serve: there is no such command: --help says what there is',
      '--web-read-timeout: expected a duration like 250ms, 30s, 5m, 1h or 7d, up to 36500d, not "soon"',
      'SHOP_STORE_MEMORY: expected bytes like 64KiB, 128MiB or 2GiB, from 1KiB to 1GiB, not "1KB"',
      'SHOP_ADMIN_TOKEN: expected 8 characters, not "******"',
      'See --help for all settings.',
    ])
  })

  it.each([
    ['--web-api-hots=x:1', '--web-api-hots', '--web-api-host'],
    ['--api-host=x:1', '--api-host', '--web-api-host'],
    ['--web-api-host-name=x:1', '--web-api-host-name', '--web-api-host'],
    ['--mem=1KiB', '--mem', '--store-memory'],
  ])('is told for %s which flag it resembles', (argument, shown, near) => {
    expect(refusals([argument])[1]).toBe(`${shown}: there is no such flag (Did you mean ${near}?)`)
  })

  it('is given no hint for names so short that they resemble anything', () => {
    expect(refusals(['-m', '1KiB'])[1]).toBe('-m: there is no such flag')
    expect(refusals(['-'])[1]).toBe('-: there is no such flag')
  })

  it('has no second error for the value of an unknown flag', () => {
    expect(refusals(['--nothing', 'value', 'stray']).slice(1, -1)).toEqual([
      '--nothing: there is no such flag',
      'stray: there is no such command: --help says what there is',
    ])
  })

  it('is refused when a flag has no value', () => {
    expect(refusals(['--web-read-timeout'])[1]).toBe('--web-read-timeout: a value has to follow')
  })

  it('never takes a flag for the value of another one, known or not, and has no second error for its value', () => {
    expect(refusals(['--web-api-host', '--web-debug-host', 'x:1']).slice(1, -1)).toEqual([
      '--web-api-host: a value has to follow, not a flag',
      '--web-debug-host: there is no such flag',
    ])
    expect(refusals(['--web-api-host', '--web-read-timeout', '5s']).slice(1, -1)).toEqual([
      '--web-api-host: a value has to follow, not a flag',
    ])
    expect(printed(['--web-api-host', '-h']).isError).toBe(false)
    // What begins like a flag is one in front of =, and a value behind it.
    expect(started(['--admin-token=--web-api-host']).config.admin.token).toBe('--web-api-host')
    expect(refusals(['--web-read-timeout', '-1s'])[1]).toContain('not "-1s"')
  })

  it('is refused when a space follows the =', () => {
    expect(refusals(['--web-read-timeout=', '5s']).slice(1, -1)).toEqual([
      '--web-read-timeout: no space may follow the =',
    ])
  })

  it('is refused when it has a --', () => {
    expect(refusals(['--', '--web-read-timeout=5s'])[1]).toBe('--: there is no such flag')
  })
})

describe('help', () => {
  const { text, isError } = printed(['--help'])
  /** Lines are wrapped for reading. */
  const flat = text.replaceAll(/\s+/g, ' ')

  it('is printed, as no error, before anything else is looked at', () => {
    expect(isError).toBe(false)
    expect(text).toContain('Usage: shop')
    expect(text).toContain('Sells things.')
    expect(printed(['--web-read-timeout=soon', '-h'])).toEqual({ kind: 'print', text, isError })
  })

  it('lists every setting with its flag, what it does, its default and its variable', () => {
    for (const { flag, env, setting } of namedSettings(program, table)) {
      const fallback = setting.shown(setting.fallback)
      const shown = fallback === '' ? '""' : fallback
      expect(flat).toContain(`--${flag} <value> ${setting.help} (default: ${shown}, env: ${env})`)
    }
  })

  it('fits on a screen of 100 columns', () => {
    expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(100)
  })
})

it.each(['--version', '-v'])('%s prints the version alone, as no error', flag => {
  expect(printed([flag])).toEqual({ kind: 'print', text: '1.2.3 (abc)\n', isError: false })
})

describe('a secret', () => {
  const ways: Record<string, { argv: readonly string[]; env?: Env }> = {
    'in help': { argv: ['--help', `--admin-token=${GIVEN_SECRET}`] },
    'in help, from the environment': { argv: ['--help'], env: { SHOP_ADMIN_TOKEN: GIVEN_SECRET } },
    'when another setting is wrong': {
      argv: ['--web-read-timeout=soon'],
      env: { SHOP_ADMIN_TOKEN: GIVEN_SECRET },
    },
    'when its flag is misspelt': { argv: [`--admin-tokne=${GIVEN_SECRET}`] },
    'when its flag is misspelt, as the next argument': { argv: ['--admin-tokne', GIVEN_SECRET] },
    'when a space follows the =': { argv: ['--admin-token=', GIVEN_SECRET] },
    'when a flag before it has no value': {
      argv: ['--web-api-host', '--admin-token', GIVEN_SECRET],
    },
    'in a URL that stands alone': { argv: [`http://me:${GIVEN_SECRET}@host`] },
    'when the dashes were forgotten': { argv: [`admin-token=${GIVEN_SECRET}`] },
  }
  it.each(Object.entries(ways))('is not shown %s', (_way, { argv, env }) => {
    const { text } = printed(argv, env)
    expect(text).not.toMatch(/hunter/)
  })

  it('is not shown when it is itself wrong, wherever it came from', () => {
    const strict = {
      admin: { token: secret(DEFAULT_SECRET, z.string().max(1, 'expected less'), 'Proves') },
    }
    for (const [argv, env, place] of [
      [[], {}, 'SHOP_ADMIN_TOKEN'],
      [[], { SHOP_ADMIN_TOKEN: GIVEN_SECRET }, 'SHOP_ADMIN_TOKEN'],
      [[`--admin-token=${GIVEN_SECRET}`], {}, '--admin-token'],
    ] as const) {
      const configured = configure(program, strict, argv, env)
      expect(configured).toMatchObject({ kind: 'print', isError: true })
      expect(JSON.stringify(configured)).toContain(`${place}: expected less, not \\"******\\"`)
      expect(JSON.stringify(configured)).not.toMatch(/hunter/)
    }
  })

  it.each([
    ['default', [], {}],
    ['env', [], { SHOP_ADMIN_TOKEN: GIVEN_SECRET }],
    ['flag', ['--admin-token', GIVEN_SECRET], {}],
  ])('is masked in the effective configuration when it comes from the %s', (source, argv, env) => {
    const { config, effective } = started(argv, env)
    expect(config.admin.token).toBe(source === 'default' ? DEFAULT_SECRET : GIVEN_SECRET)
    expect(effective.find(({ name }) => name === 'admin.token')).toEqual({
      name: 'admin.token',
      env: 'SHOP_ADMIN_TOKEN',
      flag: 'admin-token',
      value: '******',
      source,
    })
    expect(JSON.stringify(effective)).not.toMatch(/hunter/)
  })

  it('that is empty is shown as empty, so that one sees that there is none', () => {
    const { effective } = started([])
    expect(effective.find(({ name }) => name === 'admin.spareToken')?.value).toBe('')
  })
})

it('the effective configuration names every setting in the order of the table', () => {
  expect(
    started([], { SHOP_STORE_MEMORY: '1KiB' }).effective.map(({ name, value }) => [name, value]),
  ).toEqual([
    ['web.apiHost', '0.0.0.0:3000'],
    ['web.readTimeout', '30s'],
    ['store.memory', '1KiB'],
    ['admin.token', '******'],
    ['admin.spareToken', ''],
  ])
})

it('names of variables and flags follow from the place in the table', () => {
  const plain = setting('', z.string(), '')
  const places = { web: { apiHost: plain, tls: plain }, readOnly: { nodesMax: plain } }
  const names = namedSettings({ prefix: 'SALES' }, places)
  expect(names.map(({ env, flag }) => [env, flag])).toEqual([
    ['SALES_WEB_API_HOST', 'web-api-host'],
    ['SALES_WEB_TLS', 'web-tls'],
    ['SALES_READ_ONLY_NODES_MAX', 'read-only-nodes-max'],
  ])
})

describe('parsers', () => {
  const MAX = Number.MAX_SAFE_INTEGER
  const parsers: Record<
    string,
    {
      schema: Setting<unknown>['schema']
      accepted: readonly (readonly [string, unknown])[]
      refused: readonly string[]
    }
  > = {
    duration: {
      schema: duration,
      accepted: [
        ['0ms', 0],
        ['250ms', 250],
        ['1s', 1000],
        ['1.5s', 1500],
        ['1.001s', 1001],
        ['1.1h', 3_960_000],
        ['5m', 300_000],
        ['1h', 3_600_000],
        ['7d', 604_800_000],
        ['36500d', 36_500 * 86_400_000],
      ],
      refused: ['', '5', 'ms', '-1s', '+1s', '1 s', ' 1s', '1s ', '1S', '.5s', '1.s', '1e3s', '1w'],
    },
    'duration, too long': {
      schema: duration,
      accepted: [['876000h', 36_500 * 86_400_000]],
      refused: ['36501d', `${'9'.repeat(400)}d`],
    },
    timeout: {
      schema: timeout,
      accepted: [
        ['1ms', 1],
        ['24d', 24 * 86_400_000],
      ],
      refused: ['0s', '0.4ms', '25d', '5'],
    },
    timeoutOrNever: {
      schema: timeoutOrNever,
      accepted: [
        ['1ms', 1],
        ['24d', 24 * 86_400_000],
      ],
      refused: ['25d', '5'],
    },
    'byteSize(1, 2 GiB)': {
      schema: byteSize(1, 2 * 1024 ** 3),
      accepted: [
        ['1', 1],
        ['512', 512],
        ['64KiB', 65_536],
        ['128MiB', 134_217_728],
        ['2GiB', 2_147_483_648],
        ['2147483648', 2_147_483_648],
      ],
      refused: [
        '',
        '0',
        '0KiB',
        '2147483649',
        '3GiB',
        '-1',
        '1.5KiB',
        '1KB',
        '1kib',
        '1 KiB',
        'KiB',
      ],
    },
    'integer(2, 10)': {
      schema: integer(2, 10),
      accepted: [
        ['2', 2],
        ['10', 10],
        ['007', 7],
      ],
      refused: ['', '1', '11', '-2', '+2', '2.0', '1e1', '0x5', ' 2', 'two'],
    },
    'integer(0, the largest)': {
      schema: integer(0, MAX),
      accepted: [
        ['0', 0],
        [String(MAX), MAX],
      ],
      refused: ['9007199254740992', '9'.repeat(400)],
    },
    fraction: {
      schema: fraction,
      accepted: [
        ['0', 0],
        ['0.05', 0.05],
        ['.5', 0.5],
        ['1', 1],
        ['1.0', 1],
      ],
      refused: ['', '.', '1.', '1.01', '2', '-0.1', '5%', '1e-3', 'NaN'],
    },
    address: {
      schema: address,
      accepted: [
        ['0.0.0.0:3000', { host: '0.0.0.0', port: 3000 }],
        ['localhost:0', { host: 'localhost', port: 0 }],
        ['[::1]:65535', { host: '::1', port: 65_535 }],
      ],
      refused: ['', ':3000', 'localhost', 'localhost:', 'localhost:65536', 'localhost:-1'],
    },
    toggle: {
      schema: toggle,
      accepted: [
        ['on', true],
        ['off', false],
      ],
      refused: ['', 'yes', 'ON', 'true'],
    },
    'address, of IP version 6': {
      schema: address,
      accepted: [['[fe80::1]:1', { host: 'fe80::1', port: 1 }]],
      refused: [
        '::1:3000',
        '[::1]',
        '[]:3000',
        '[::1:3000',
        '::1]:3000',
        '[a:80',
        'a]:80',
        '1:2:3',
      ],
    },
  }

  for (const [name, { schema, accepted, refused }] of Object.entries(parsers)) {
    it.each(accepted)(`${name} takes %j`, (text, value) => {
      expect(schema.parse(text)).toEqual(value)
    })
    it.each(refused)(`${name} refuses %j and says what it expected`, text => {
      const { error } = schema.safeParse(text)
      expect(error?.issues.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^expected /),
      ])
    })
  }
})

describe('a setting that may be left open', () => {
  const open = optional(byteSize(10, 20))

  it('is undefined when it is empty', () => {
    expect(open.parse('')).toBeUndefined()
  })

  it('is otherwise parsed like any other, with the same complaint', () => {
    expect(open.parse('15')).toBe(15)
    const { error } = open.safeParse('21')
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'expected bytes like 64KiB, 128MiB or 2GiB, from 10 to 20',
    ])
  })
})
