/** The command line of `admin stream`. */
import { Argument } from 'commander'
import { wholeNumber } from '#foundation/conf/flag-values'
import { keyArgument } from '../keys/key-text.ts'
import type { Add, Once, Reached, Surroundings } from '../options.ts'
import { once, reaching, serviceOf, terminalOf } from '../options.ts'
import { addEntry, fieldArgument, listStreams, tailEntries } from './entries.ts'
import type { Field } from './entries.ts'
import { claimEntries, listGroups, listPending } from './groups.ts'

const STREAM = () => new Argument('<stream>', 'Its name, like a key').argParser(keyArgument)
const GROUP = () => new Argument('<group>', 'Its name, like a key').argParser(keyArgument)

export function addStreams(add: Add, here: Surroundings): void {
  addEntries(add, here)
  addGroups(add, here)
}

function addEntries(add: Add, here: Surroundings): void {
  reaching(
    add('ls', 'All streams, one a line: name, entries, bytes, last id', ['admin stream ls --json']),
    here,
  ).action(async (options: Reached) => {
    await listStreams(serviceOf(here, options), terminalOf(here, options))
  })

  once(
    reaching(
      add('add', 'Append an entry', ["admin stream add orders type=paid 'note=two words'"]),
      here,
    ),
  )
    .addArgument(STREAM())
    .addArgument(
      new Argument('<field...>', 'NAME=VALUE, in this order').argParser(
        (text: string, before: readonly Field[] | undefined) => [
          ...(before ?? []),
          fieldArgument(text),
        ],
      ),
    )
    .action(async (stream: string, fields: readonly Field[], options: Reached & Once) => {
      const { idempotencyKey } = options
      const entry = { stream, fields, idempotencyKey }
      await addEntry(serviceOf(here, options), terminalOf(here, options), entry)
    })

  reaching(
    add(
      'tail',
      'Print every entry as it is appended, until stopped; goes on after a lost connection',
      ['admin stream tail orders', 'admin stream tail orders --after 0-0 --count 5 --json'],
    ),
    here,
  )
    .addArgument(STREAM())
    .option('--after <id>', 'From behind this id on, also from the past; 0-0 for all')
    .option('--count <n>', 'End after so many entries', wholeNumber(1))
    .action(async (stream: string, options: Reached & { after?: string; count?: number }) => {
      await tailEntries(serviceOf(here, options), terminalOf(here, options), stream, options)
    })
}

function addGroups(add: Add, here: Surroundings): void {
  reaching(
    add('groups', 'The consumer groups of a stream: name, pending, lag, consumers, last id', [
      'admin stream groups orders',
    ]),
    here,
  )
    .addArgument(STREAM())
    .action(async (stream: string, options: Reached) => {
      await listGroups(serviceOf(here, options), terminalOf(here, options), stream)
    })

  reaching(
    add('pending', 'What a group has pending: id, consumer, milliseconds idle, deliveries', [
      'admin stream pending orders billing',
    ]),
    here,
  )
    .addArgument(STREAM())
    .addArgument(GROUP())
    .action(async (stream: string, group: string, options: Reached) => {
      const place = { stream, group }
      await listPending(serviceOf(here, options), terminalOf(here, options), place)
    })

  once(
    reaching(
      add('claim', 'Take over what has been pending for long, for a consumer, and print it', [
        'admin stream claim orders billing worker-2 --min-idle 5m --limit 10',
      ]),
      here,
    ),
  )
    .addArgument(STREAM())
    .addArgument(GROUP())
    .addArgument(new Argument('<consumer>', 'Who gets it').argParser(keyArgument))
    .option('--min-idle <duration>', 'What has been pending for so long: 30s, 5m, 1h')
    .option('--limit <n>', 'Entries at most', wholeNumber(1))
    .action(
      async (
        stream: string,
        group: string,
        consumer: string,
        options: Reached & Once & { minIdle?: string; limit?: number },
      ) => {
        const claim = { stream, group, consumer, ...options }
        await claimEntries(serviceOf(here, options), terminalOf(here, options), claim)
      },
    )
}
