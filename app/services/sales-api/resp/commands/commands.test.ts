import { describe, expect, it } from 'vitest'
import { ABSENT } from '../page.ts'
import { RespTest } from '../testing/resp-test.ts'

/** Requests with their replies, one after the other on one connection. */
async function expectReplies(
  test: RespTest,
  ...steps: readonly (readonly [request: string, reply: unknown])[]
): Promise<void> {
  const client = await test.connect()
  for (const [request, reply] of steps) {
    expect({ request, reply: await client.ask(request) }).toEqual({ request, reply })
  }
}

const PASSWORD = 'secret'
const NOT_INTEGER = '-ERR value is not an integer or out of range'
const INVALID_ARGUMENTS = '-ERR Invalid arguments specified for command'
const HELLO_NOAUTH = expect.stringMatching(
  /^-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH/,
) as unknown

describe('commands of the connection', () => {
  it('PING, ECHO, SELECT', async () => {
    await using test = await RespTest.start()
    await expectReplies(
      test,
      ['PING', 'PONG'],
      ['ping hello', 'hello'],
      ['PING a b', "-ERR wrong number of arguments for 'ping' command"],
      ['ECHO hello', 'hello'],
      ['ECHO', "-ERR wrong number of arguments for 'echo' command"],
      ['SELECT 0', 'OK'],
      ['SELECT 1', '-ERR DB index is out of range'],
      ['SELECT x', NOT_INTEGER],
    )
  })

  it('what the documents say is unknown is unknown', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    for (const name of ABSENT) expect(await client.ask(name)).toMatch(/^-ERR unknown /)
  })

  it('what there is not is said with the arguments it came with', async () => {
    await using test = await RespTest.start()
    await expectReplies(
      test,
      ['NOPE', "-ERR unknown command 'NOPE'"],
      ['nope a b', "-ERR unknown command 'nope', with args beginning with: 'a' 'b' "],
      [
        `x ${'a'.repeat(200)} b`,
        `-ERR unknown command 'x', with args beginning with: '${'a'.repeat(128)}' `,
      ],
      ['CLIENT', "-ERR wrong number of arguments for 'client' command"],
      ['CLIENT foo', "-ERR unknown subcommand 'foo'. Try CLIENT HELP."],
      ['client setname', "-ERR wrong number of arguments for 'client|setname' command"],
    )
    const client = await test.connect()
    expect(await client.call('a\r\nb', '\r\n')).toBe(
      "-ERR unknown command 'a  b', with args beginning with: '  ' ",
    )
    const raw = await test.connect()
    raw.send(
      '*2\r\n$2\r\n\xff\n\r\n$6\r\nx\xe2\x82\r\xc3\xa4\r\n*2\r\n$6\r\nXGROUP\r\n$2\r\n\x80\xff\r\nQUIT\r\n',
    )
    expect(await raw.closed()).toBe(
      "-ERR unknown command '\xff ', with args beginning with: 'x\xe2\x82 \xc3\xa4' \r\n" +
        "-ERR unknown subcommand '\x80\xff'. Try XGROUP HELP.\r\n+OK\r\n",
    )
  })

  it('HELLO tells the protocol and the limits', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    const flat = (await client.ask('HELLO')) as unknown[]
    expect(flat.slice(0, 14)).toEqual([
      ...['server', 'redis', 'version', '8.6.0', 'proto', 2, 'id', 1],
      ...['mode', 'standalone', 'role', 'master', 'modules', []],
    ])
    const map = (await client.ask('HELLO 3 SETNAME me')) as Map<string, unknown>
    expect(Object.fromEntries(map)).toMatchObject({
      proto: 3,
      modules: [],
      'max-key-bytes': 1024,
      'max-value-bytes': 100_000,
      'max-writes-in-flight': 1024,
    })
    expect(await client.ask('CLIENT GETNAME')).toBe('me')
    await expectReplies(
      test,
      ['HELLO 4', '-NOPROTO unsupported protocol version'],
      ['HELLO 1', '-NOPROTO unsupported protocol version'],
      ['HELLO abc', '-ERR Protocol version is not an integer or out of range'],
      ['HELLO 3 FOO', "-ERR Syntax error in HELLO option 'FOO'"],
      ['HELLO 3 AUTH default', "-ERR Syntax error in HELLO option 'AUTH'"],
      ['GET nothing', null],
    )
  })

  it('nothing but AUTH, HELLO, RESET and QUIT is executed before the password was given', async () => {
    await using test = await RespTest.start({ password: PASSWORD })
    await expectReplies(
      test,
      ['PING', '-NOAUTH Authentication required.'],
      ['CLIENT ID', '-NOAUTH Authentication required.'],
      ['NOPE', "-ERR unknown command 'NOPE'"],
      ['HELLO 3', HELLO_NOAUTH],
      ['AUTH wrong', '-WRONGPASS invalid username-password pair or user is disabled.'],
      ['AUTH admin secret', '-WRONGPASS invalid username-password pair or user is disabled.'],
      ['AUTH a b c', '-ERR syntax error'],
      ['PING', '-NOAUTH Authentication required.'],
      ['AUTH secret', 'OK'],
      ['PING', 'PONG'],
      ['RESET', 'RESET'],
      ['PING', '-NOAUTH Authentication required.'],
      ['AUTH default secret', 'OK'],
      ['PING', 'PONG'],
    )
    await expectReplies(
      test,
      [
        'HELLO 3 AUTH default wrong',
        '-WRONGPASS invalid username-password pair or user is disabled.',
      ],
      ['HELLO 3 AUTH default secret SETNAME me', expect.any(Map)],
      ['CLIENT GETNAME', 'me'],
    )
    expect(test.log.filter(({ msg }) => msg === 'authentication failed')).toHaveLength(3)
    expect(JSON.stringify(test.log)).not.toContain(PASSWORD)
    const long = await test.connect()
    long.send(`*2\r\n$4\r\nAUTH\r\n$20000\r\n`)
    expect(await long.closed()).toBe('-ERR Protocol error: unauthenticated bulk length\r\n')
  })

  it('without a password AUTH says so, as far as Redis does', async () => {
    await using test = await RespTest.start()
    await expectReplies(
      test,
      [
        'AUTH x',
        '-ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
      ],
      ['AUTH default x', 'OK'],
      ['AUTH other x', '-WRONGPASS invalid username-password pair or user is disabled.'],
    )
  })

  it('QUIT ends the connection behind its reply, and nothing behind it is executed', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    client.send('SET a 1\r\nQUIT\r\nSET a 2\r\n')
    expect(await client.closed()).toBe('+OK\r\n+OK\r\n')
    client.destroy()
    await expectReplies(test, ['GET a', '1'])
  })
})

describe('CLIENT', () => {
  it('names connections and their libraries', async () => {
    await using test = await RespTest.start()
    await expectReplies(
      test,
      ['CLIENT ID', 1],
      ['CLIENT GETNAME', null],
      ['CLIENT SETNAME me', 'OK'],
      ['CLIENT GETNAME', 'me'],
      ['CLIENT SETINFO LIB-NAME lib(1)', 'OK'],
      ['CLIENT SETINFO lib-ver 1.2', 'OK'],
      ['CLIENT SETINFO FOO x', "-ERR Unrecognized option 'FOO'"],
      [
        'CLIENT INFO',
        expect.stringMatching(
          /^id=1 addr=127.0.0.1:\d+ laddr=127.0.0.1:\d+ name=me .* resp=2 lib-name=lib\(1\) lib-ver=1.2 /,
        ),
      ],
      ['CLIENT NO-EVICT on', 'OK'],
      ['CLIENT NO-TOUCH maybe', '-ERR syntax error'],
      ['CLIENT MAINT_NOTIFICATIONS ON', '-ERR maintenance notifications are not supported'],
      [
        'CLIENT HELP',
        expect.arrayContaining(['SETNAME connection-name', '    Names the connection.']),
      ],
    )
    const client = await test.connect()
    for (const name of ['a b', 'a\n', 'ä']) {
      expect(await client.call('CLIENT', 'SETNAME', name)).toBe(
        '-ERR Client names cannot contain spaces, newlines or special characters.',
      )
      expect(await client.call('CLIENT', 'SETINFO', 'LIB-NAME', name)).toBe(
        '-ERR LIB-NAME cannot contain spaces, newlines or special characters.',
      )
    }
  })

  it('LIST tells of all connections, or some', async () => {
    await using test = await RespTest.start()
    const clients = [await test.connect(), await test.connect()]
    for (const client of clients) await client.ask('HELLO 3')
    const [first] = clients
    const ids = async (request: string): Promise<string[] | undefined> => {
      const reply = (await first?.ask(request)) as { readonly verbatim: string }
      return reply.verbatim.match(/id=\d+(?= addr)/g)?.map(String)
    }
    expect(await ids('CLIENT LIST')).toEqual(['id=1', 'id=2'])
    expect(await ids('CLIENT LIST ID 2 7')).toEqual(['id=2'])
    expect(await ids('CLIENT LIST TYPE normal')).toEqual(['id=1', 'id=2'])
    expect(await ids('CLIENT LIST TYPE pubsub')).toBeUndefined()
    await expectReplies(
      test,
      ['CLIENT LIST TYPE x', "-ERR Unknown client type 'x'"],
      ['CLIENT LIST ID x', '-ERR Invalid client ID'],
      ['CLIENT LIST FOO', '-ERR syntax error'],
    )
  })

  it('KILL ends others, and itself behind its reply', async () => {
    await using test = await RespTest.start()
    const [killer, other] = [await test.connect(), await test.connect()]
    await killer.ask('PING')
    expect(await killer.ask('CLIENT UNBLOCK x')).toBe(NOT_INTEGER)
    await other.ask('PING')
    expect(await killer.ask('CLIENT KILL ID 99')).toBe(0)
    expect(await killer.ask('CLIENT KILL 1.2.3.4:5')).toBe('-ERR No such client')
    expect(await killer.ask('CLIENT KILL ID 0')).toBe('-ERR client-id should be greater than 0')
    expect(await killer.ask('CLIENT KILL FOO x')).toBe('-ERR syntax error')
    expect(await killer.ask('CLIENT KILL ID 2')).toBe(1)
    await other.closed()
    expect(await killer.ask('CLIENT KILL ID 1')).toBe(0)
    expect(await killer.ask('CLIENT KILL ID 1 SKIPME no')).toBe(1)
    await killer.closed()
  })

  it('REPLY takes replies away and gives them back', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    client.send(
      [
        ...['CLIENT REPLY SKIP', 'SET a 1', 'PING one', 'CLIENT REPLY OFF', 'SET a 2', 'GET a'],
        ...['DEL a', 'NOPE', 'CLIENT REPLY SKIP', 'PING', 'CLIENT REPLY ON', 'GET a', 'QUIT', ''],
      ].join('\r\n'),
    )
    expect(await client.closed()).toBe('$3\r\none\r\n+OK\r\n$-1\r\n+OK\r\n')
  })
})

describe('COMMAND', () => {
  it('tells what the table says', async () => {
    await using test = await RespTest.start()
    const count = test.server.commands.all.length
    const client = await test.connect()
    expect(await client.ask('COMMAND COUNT')).toBe(count)
    expect(await client.ask('COMMAND')).toHaveLength(count)
    expect(await client.ask('COMMAND LIST')).toHaveLength(count)
    expect(await client.ask('COMMAND INFO get nope client|id')).toEqual([
      ['get', 2, ['readonly', 'fast'], 1, 1, 1, ['@string', '@read', '@fast'], [], [], []],
      null,
      ['client|id', 2, expect.any(Array), 0, 0, 0, expect.any(Array), [], [], []],
    ])
    await client.ask('HELLO 3')
    const docs = (await client.ask('COMMAND DOCS get nope client')) as Map<string, unknown>
    expect([...docs.keys()]).toEqual(['get', 'client'])
    expect(docs.get('get')).toEqual(
      new Map([
        ['summary', 'The value of a key'],
        ['since', '1.0.0'],
        ['group', 'string'],
      ]),
    )
  })

  it('GETKEYS finds the keys of a request', async () => {
    await using test = await RespTest.start()
    await expectReplies(
      test,
      ['COMMAND GETKEYS SET a b', ['a']],
      ['COMMAND GETKEYS DEL a b c', ['a', 'b', 'c']],
      ['COMMAND GETKEYS NOPE', '-ERR Invalid command specified'],
      ['COMMAND GETKEYS OBJECT NOPE a', '-ERR Invalid command specified'],
      ['COMMAND GETKEYS GET', '-ERR Invalid number of arguments specified for command'],
      ['COMMAND GETKEYS PING', '-ERR The command has no key arguments'],
      ['COMMAND GETKEYS XREAD COUNT 2 STREAMS a b 0 0', ['a', 'b']],
      ['COMMAND GETKEYS XREAD a b c d', INVALID_ARGUMENTS],
      ['COMMAND GETKEYS XREADGROUP GROUP STREAMS c NOACK streams a b > >', ['a', 'b']],
      ['COMMAND GETKEYS XREADGROUP GROUP g c COUNT 1 STREAMS a', INVALID_ARGUMENTS],
      ['COMMAND GETKEYS MSETEX 2 a 1 b 2 EX 3', ['a', 'b']],
      ['COMMAND GETKEYS MSETEX 2 a 1 b', INVALID_ARGUMENTS],
      ['COMMAND GETKEYS MSETEX x a 1', INVALID_ARGUMENTS],
      ['COMMAND GETKEYS XGROUP CREATE a g 0', ['a']],
      ['COMMAND GETKEYS XINFO STREAM a', ['a']],
      ['COMMAND GETKEYS OBJECT ENCODING a', ['a']],
      ['COMMAND GETKEYS MEMORY USAGE a', ['a']],
      ['COMMAND GETKEYS COPY a b REPLACE', ['a', 'b']],
    )
  })

  it('every command with keys says where they are', async () => {
    await using test = await RespTest.start()
    for (const { fullName, command } of test.server.commands.whole) {
      const { keys, flags, syntax } = command
      const isFound = typeof keys === 'function'
      expect({ fullName, isFound }).toEqual({ fullName, isFound: flags.includes('movablekeys') })
      if (/(?:^| )(?:key|source)(?: |$)/.test(syntax)) expect(keys, fullName).toBeDefined()
    }
  })
})

describe('commands about the server', () => {
  it('INFO tells what clients look for', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    const info = String(await client.ask('INFO'))
    for (const line of [
      'redis_version:8.6.0',
      'loading:0',
      'role:master',
      'connected_clients:1',
      'aof_enabled:1',
      `tcp_port:${String(test.server.port)}`,
    ]) {
      expect(info.split('\r\n')).toContain(line)
    }
    expect(String(await client.ask('INFO replication nope'))).toMatch(
      /^# Replication\r\nrole:master\r\n/,
    )
    expect(await client.ask('INFO nope')).toBe('')
    expect(String(await client.ask('INFO commandstats'))).toMatch(/cmdstat_info:calls=3,usec=\d/)
  })

  it('a service that starts says so, and serves what needs no data', async () => {
    await using test = await RespTest.start({ isOpen: false })
    await expectReplies(
      test,
      ['GET a', '-LOADING The node is starting; try again in a second'],
      ['HELLO 2', expect.any(Array)],
      ['INFO persistence', expect.stringContaining('loading:1\r\n')],
    )
  })

  it('TIME, DBSIZE', async () => {
    await using test = await RespTest.start()
    const seconds = String(Math.floor(test.node.host.clock.now() / 1000))
    await expectReplies(
      test,
      ['TIME', [seconds, '0']],
      ['DBSIZE', 0],
      ['SET a 1', 'OK'],
      ['SET b 1', 'OK'],
      ['DBSIZE', 2],
    )
  })

  it('CONFIG tells what is true, and changes what can change', async () => {
    await using test = await RespTest.start()
    await expectReplies(
      test,
      ['CONFIG GET save', ['save', '']],
      ['CONFIG GET append*', ['appendfsync', 'always', 'appendonly', 'yes']],
      ['CONFIG GET timeout maxclients', ['maxclients', '100', 'timeout', '0']],
      ['CONFIG GET nope', []],
      ['CONFIG SET timeout 5', 'OK'],
      ['CONFIG GET timeout', ['timeout', '5']],
      [
        'CONFIG SET timeout x',
        "-ERR CONFIG SET failed (possibly related to argument 'timeout') - argument couldn't be parsed: 'x'",
      ],
      [
        'CONFIG SET timeout 1 maxclients 5',
        "-ERR CONFIG SET failed (possibly related to argument 'maxclients') - can't set immutable config",
      ],
      [
        'CONFIG SET timeout 1 notify-keyspace-events KEq',
        "-ERR CONFIG SET failed (possibly related to argument 'notify-keyspace-events') - Invalid event class character. Use 'Ag$lshzxetdKE'.",
      ],
      ['CONFIG GET timeout', ['timeout', '5']],
      ['CONFIG SET nope x', "-ERR Unknown option or number of arguments for CONFIG SET - 'nope'"],
      ['CONFIG SET a b c', "-ERR wrong number of arguments for 'config|set' command"],
      ['CONFIG REWRITE', '-ERR The server is running without a config file'],
    )
  })
})

describe('commands about keys', () => {
  it('GET, SET, DEL, EXISTS, TYPE', async () => {
    await using test = await RespTest.start()
    await expectReplies(
      test,
      ['GET a', null],
      ['SET a hello', 'OK'],
      ['GET a', 'hello'],
      ['TYPE a', 'string'],
      ['TYPE b', 'none'],
      ['EXISTS a a b', 2],
      ['DEL a b', 1],
      ['UNLINK a', 0],
      ['EXISTS a', 0],
    )
    const client = await test.connect()
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    expect(await client.call('SET', bytes, bytes)).toBe('OK')
    expect(await client.call('GET', bytes)).toBe(Buffer.from(bytes).toString())
  })
})
