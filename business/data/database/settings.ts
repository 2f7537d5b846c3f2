/** The settings of a service's database, which are the same for all services on PostgreSQL. */
import { z } from 'zod'
import type { Config, Setting } from '#foundation/conf/conf'
import { duration, integer, setting, textOf, timeout, toggle } from '#foundation/conf/conf'
import { withoutCredentials } from '#foundation/conf/mask'
import { secretOf } from '#foundation/conf/secret-file'
import { SettingUnusable } from '#foundation/conf/unusable'
import { ConnectionRefused } from '#business/data/postgres/errors'

export type DatabaseConfig = Config<{ db: ReturnType<typeof databaseSettings> }>['db']

/** What a service may be asked to do instead of serving. */
export type MigrateAction = 'status' | 'up'

/** `migrate status` or `migrate up` stands before the flags; anything else stays with them, where it is refused. */
export function migrateArguments(argv: readonly string[]): {
  readonly action: MigrateAction | undefined
  readonly flags: readonly string[]
} {
  const [command, action, ...flags] = argv
  if (command === 'migrate' && (action === 'status' || action === 'up')) return { action, flags }
  return { action: undefined, flags: argv }
}

const WRITERS_MAX = 1
const READERS_MAX = 8

/** The servers that the settings or their files name. Throws `SettingUnusable`. */
export function databaseUrls(
  db: Pick<DatabaseConfig, 'writerUrl' | 'writerUrlFile' | 'readerUrls' | 'readerUrlsFile'>,
): { readonly writer: string | undefined; readonly readers: readonly string[] } {
  const [writer] = named(db.writerUrl, db.writerUrlFile, 'db.writerUrlFile', WRITERS_MAX)
  const readers = named(db.readerUrls, db.readerUrlsFile, 'db.readerUrlsFile', READERS_MAX)
  return { writer, readers }
}

function named(
  urls: readonly string[],
  file: string,
  fileSetting: string,
  countMax: number,
): readonly string[] {
  const text = secretOf(urls.join(','), file, fileSetting) ?? ''
  const found = urlsOf(text, countMax)
  if (!found) throw new SettingUnusable(fileSetting, `${file} has no URL of a PostgreSQL`)
  return found
}

/** Which setting names the writer. */
export function writerSetting({ writerUrlFile }: Pick<DatabaseConfig, 'writerUrlFile'>) {
  return writerUrlFile === '' ? 'db.writerUrl' : 'db.writerUrlFile'
}

/** Says which setting has to be corrected, if the writer cannot be used as it says. Other errors are returned as they are. */
export function explained(db: Pick<DatabaseConfig, 'writerUrlFile'>, error: unknown): unknown {
  if (!(error instanceof ConnectionRefused)) return error
  return new SettingUnusable(writerSetting(db), error.message, { cause: error })
}

/** To be the group `db` of a table of settings. `example` is the name of a database, `directory` that of the embedded one. */
export function databaseSettings(example: string, directory: string) {
  return {
    writerUrl: databases(
      example,
      WRITERS_MAX,
      'PostgreSQL that is written to; an embedded one if empty, which is refused where NODE_ENV is production',
    ),
    writerUrlFile: setting('', z.string(), 'A file that has this URL instead'),
    readerUrls: databases(
      example,
      READERS_MAX,
      'Replicas of it that are read from, separated by commas',
    ),
    readerUrlsFile: setting('', z.string(), 'A file that has these URLs instead'),
    dir: setting(
      directory,
      z.string().min(1, 'expected a directory'),
      'Where the embedded PostgreSQL keeps its data',
    ),
    migrate: setting('on', toggle, 'Apply migrations that are pending at the start'),
    connectionsMax: setting('10', integer(1, 1000), 'Connections to each PostgreSQL'),
    connectTimeout: setting('2s', timeout, 'Time for a connection to be had'),
    statementTimeout: setting('5s', timeout, 'Time for one statement'),
    lockTimeout: setting('2s', timeout, 'Time for one lock'),
    slow: setting('200ms', duration, 'Statements that take longer are logged'),
    lagMax: setting('5s', duration, 'A reader that is further behind is left out'),
  }
}

/** URLs of databases, separated by commas. Credentials in them are shown nowhere. */
function databases(example: string, countMax: number, help: string): Setting<readonly string[]> {
  const expected = `expected a URL like postgresql://user@localhost:5432/${example}`
  const schema = textOf(expected, text => urlsOf(text, countMax))
  const shown = (value: string): string => value.split(',').map(withoutCredentials).join(',')
  return { fallback: '', schema, help, shown }
}

function urlsOf(text: string, countMax: number): readonly string[] | undefined {
  const urls = text === '' ? [] : text.split(',')
  const areUrls = urls.every(url => /^postgres(?:ql)?:\/\/\S+$/.test(url) && URL.canParse(url))
  return areUrls && urls.length <= countMax ? urls : undefined
}
