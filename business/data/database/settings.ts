/** The settings of a service's database, which are the same for all services on PostgreSQL. */
import { z } from 'zod'
import type { Config, Setting } from '#foundation/conf/conf'
import { duration, integer, setting, textOf, timeout, toggle } from '#foundation/conf/conf'
import { withoutCredentials } from '#foundation/conf/mask'

export type DatabaseConfig = Config<{ db: ReturnType<typeof databaseSettings> }>['db']

/** To be the group `db` of a table of settings. `example` is the name of a database, `directory` that of the embedded one. */
export function databaseSettings(example: string, directory: string) {
  return {
    writerUrl: databases(
      example,
      1,
      'PostgreSQL that is written to; an embedded one if empty, which is refused where NODE_ENV is production',
    ),
    readerUrls: databases(example, 8, 'Replicas of it that are read from, separated by commas'),
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
  const schema = textOf(expected, value => {
    const urls = value === '' ? [] : value.split(',')
    const areUrls = urls.every(url => /^postgres(?:ql)?:\/\/\S+$/.test(url) && URL.canParse(url))
    return areUrls && urls.length <= countMax ? urls : undefined
  })
  const shown = (value: string): string => value.split(',').map(withoutCredentials).join(',')
  return { fallback: '', schema, help, shown }
}
