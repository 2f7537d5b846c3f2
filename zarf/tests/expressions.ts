/** Names and labels of expressions in PromQL, and those that the services tell: from their pages, which tests compare with them. */
import { Page, tableRows } from '#app/tooling/docs/page'

/** What vmagent adds to each series. */
const TARGET_LABELS = ['service', 'instance', 'job']

export type Metrics = ReadonlyMap<
  string,
  { readonly isHistogram: boolean; readonly labels: readonly string[] }
>

/** By all services, and by the scrape itself. */
export function toldMetrics(): Metrics {
  const reference = new Page('docs/metrics.md')
  const process = reference.section('Process')
  const rows = [
    ...tableRows(reference.section('Requests and store')),
    ...tableRows(process),
    ...[...process.matchAll(/`(process_\w+)`/g)].map(([, name = '']) => [name, 'gauge', '']),
    ...ownRows('docs/tour/postgres.md', 'The database of a service'),
    ...ownRows('docs/tour/payment-api.md', 'Metrics'),
    ...tableRows(new Page('docs/tour/metrics-service.md').section('What it publishes')).map(
      ([name = '', meaning = '']) => [name, '', meaning],
    ),
    ...othersRows(),
    ['up', 'gauge', ''],
  ]
  return new Map(
    rows.map(([name = '', type, labels = '']) => [
      name,
      {
        isHistogram: type === 'histogram',
        labels: labels.match(/(?<=`)\w+(?=`)|^\w+$/g) ?? [],
      },
    ]),
  )
}

/** Of programs that are not ours: name, type and labels. */
export function othersRows(): string[][] {
  return tableRows(new Page('docs/operating/observe.md').section('What the others tell'))
}

/** Of a table without a column for the type: there are gauges only. */
function ownRows(page: string, section: string): string[][] {
  return tableRows(new Page(page).section(section)).map(([name = '', labels = '']) => [
    ...[name, 'gauge', labels],
  ])
}

const GROUPINGS = /\b(?:by|without|on|ignoring|group_left|group_right) ?\(([^)]*)\)/g
const WORDS = new Set(['and', 'or', 'unless', 'bool'])

/** What is wrong with the names and labels of an expression; nothing, if all of them are told. */
export function unknownIn(expression: string, told: Metrics): string[] {
  const bare = expression.replaceAll(/"[^"]*"/g, '""')
  const rest = bare.replaceAll(GROUPINGS, '').replaceAll(/\[[^\]]*\]/g, '')
  const selectors = [...rest.matchAll(/\b([a-z_][\w:]*)(?![\w:]|\s*\()(?:\{([^}]*)\})?/gi)]
  const used = selectors.filter(([, name = '']) => !WORDS.has(name))
  if (used.length === 0) return [`no metric in ${expression}`]
  const allowed = new Set(TARGET_LABELS)
  const unknown = used.flatMap(([, name = '', matchers = '']) => {
    const base = name.replace(/_(bucket|sum|count)$/, '')
    const metric = told.get(name) ?? (told.get(base)?.isHistogram ? told.get(base) : undefined)
    if (!metric || (metric.isHistogram && name === base)) return [name]
    const labels = [...metric.labels, ...(name.endsWith('_bucket') ? ['le'] : [])]
    for (const label of labels) allowed.add(label)
    const known = [...TARGET_LABELS, ...labels]
    return namesOf(matchers)
      .filter(label => !known.includes(label))
      .map(label => `${name}{${label}}`)
  })
  const grouped = [...bare.matchAll(GROUPINGS)].flatMap(([, names = '']) =>
    names.split(',').map(name => name.trim()),
  )
  return [...unknown, ...grouped.filter(label => !allowed.has(label))]
}

function namesOf(matchers: string): string[] {
  return [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, name = '']) => name)
}
