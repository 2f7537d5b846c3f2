/** Dashboards of Grafana, from parts: what a panel asks, and how it is drawn. */

/** Uids of the data sources that grafana/datasources.yaml provisions. */
export const DATASOURCES = {
  metrics: { type: 'prometheus', uid: 'metrics' },
  logs: { type: 'victoriametrics-logs-datasource', uid: 'logs' },
  traces: { type: 'jaeger', uid: 'traces' },
} as const

type Unit = 's' | 'bytes' | 'reqps' | 'ops' | 'Bps' | 'percentunit' | 'short'

export type Panel = {
  /** A question. */
  readonly title: string
  /** What to conclude from the answer. */
  readonly description: string
  readonly unit: Unit
  /** What is drawn, each with its legend. */
  readonly queries: readonly (readonly [expression: string, legend: string])[]
  /** Where a click on a series leads; nowhere if its labels do not say a route. */
  readonly leadsTo?: 'requests'
}

export type Dashboard = {
  readonly uid: string
  readonly title: string
  readonly panels: readonly Panel[]
}

/** Of what is chosen at the top of the dashboard. */
export const CHOSEN = 'service=~"$service",instance=~"$instance"'

const COLUMNS = 24
const WIDTH = 8
const HEIGHT = 8

/** As Grafana 12 reads it from a file. */
export function grafanaJson({ uid, title, panels }: Dashboard): string {
  const dashboard = {
    uid,
    title,
    tags: ['sales'],
    schemaVersion: 41,
    editable: false,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [
        variable('service', `{${TOLD}}`),
        variable('instance', `{${TOLD},service=~"$service"}`),
      ],
    },
    links: [
      { type: 'dashboards', title: 'Others', tags: ['sales'], asDropdown: true, keepTime: true },
    ],
    panels: panels.map(drawn),
  }
  return `${JSON.stringify(dashboard, undefined, 2)}\n`
}

/** Of every process there is one of these: of one whose figures come by OTLP there is no `up`. */
const TOLD = '__name__=~"up|collector_up"'

function variable(name: string, of: string): object {
  return {
    name,
    type: 'query',
    datasource: DATASOURCES.metrics,
    query: `label_values(${of}, ${name})`,
    refresh: 2,
    includeAll: true,
    multi: true,
    current: { text: ['All'], value: ['$__all'] },
  }
}

function drawn({ title, description, unit, queries, leadsTo }: Panel, at: number): object {
  return {
    id: at + 1,
    type: 'timeseries',
    title,
    description,
    datasource: DATASOURCES.metrics,
    gridPos: {
      x: (at * WIDTH) % COLUMNS,
      y: Math.floor((at * WIDTH) / COLUMNS) * HEIGHT,
      w: WIDTH,
      h: HEIGHT,
    },
    fieldConfig: {
      defaults: { unit, min: 0, links: leadsTo ? [tracesOfRoute, logsOfRoute] : [] },
      overrides: [],
    },
    options: { tooltip: { mode: 'multi', sort: 'desc' } },
    targets: queries.map(([expr, legendFormat], query) => ({
      refId: String.fromCodePoint('A'.codePointAt(0) ?? 0, query),
      datasource: DATASOURCES.metrics,
      expr,
      legendFormat,
    })),
  }
}

/** A span is named by method and route. */
const tracesOfRoute = {
  title: 'Traces of this route',
  url: explore(DATASOURCES.traces, {
    queryType: 'search',
    service: '${__field.labels.service}',
    operation: '${__field.labels.method} ${__field.labels.route}',
  }),
}

/** Each line has its trace id, which leads to the trace. */
const logsOfRoute = {
  title: 'Log lines of this route',
  url: explore(DATASOURCES.logs, {
    expr: '{service="${__field.labels.service}"} method:="${__field.labels.method}" route:="${__field.labels.route}"',
  }),
}

function explore(datasource: { readonly uid: string }, query: object): string {
  const pane = {
    datasource: datasource.uid,
    queries: [{ refId: 'A', datasource, ...query }],
    range: { from: '${__from}', to: '${__to}' },
  }
  return `/explore?schemaVersion=1&panes=${JSON.stringify({ a: pane })}`
}
