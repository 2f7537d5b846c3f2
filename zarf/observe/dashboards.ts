/** What the dashboards show. A new panel is an object here, and `make gen`. */
import { burn, EACH, gauge, quantiles, rate, REQUESTS } from './expressions.ts'
import type { Dashboard } from './panels.ts'
import { CHOSEN } from './panels.ts'
import { platform } from './platform-dashboard.ts'
import { nodes, store } from './store-dashboards.ts'

const service: Dashboard = {
  uid: 'service',
  title: 'Service',
  panels: [
    {
      title: 'How much is asked, of which route?',
      description:
        'Requests answered, without probes. A click on a route leads to its traces and its log lines.',
      unit: 'reqps',
      queries: [
        [
          rate('http_requests_total', 'service, method, route', REQUESTS),
          '{{service}} {{method}} {{route}}',
        ],
      ],
      leadsTo: 'requests',
    },
    {
      title: 'What fails?',
      description:
        'Answers from 400 on. 4xx is the client, 5xx the service; 429, 503 and 507 ask the client to come back.',
      unit: 'reqps',
      queries: [
        [
          rate(
            'http_requests_total',
            'service, method, route, status',
            `${REQUESTS},status=~"[45].."`,
          ),
          '{{status}} {{method}} {{route}}',
        ],
      ],
      leadsTo: 'requests',
    },
    {
      title: 'How long do requests take?',
      description: 'From the first byte to a ready answer. Up to 250 ms is within the objective.',
      unit: 's',
      queries: quantiles('http_request_duration_seconds', 'service', '{{service}}'),
    },
    {
      title: 'Which route is slow?',
      description: 'The slowest hundredth of each route. A click leads to its traces.',
      unit: 's',
      queries: [
        [
          `histogram_quantile(0.99, sum by (service, method, route, le) (rate(http_request_duration_seconds_bucket{${REQUESTS}}[$__rate_interval])))`,
          '{{service}} {{method}} {{route}}',
        ],
      ],
      leadsTo: 'requests',
    },
    {
      title: 'Where does the time go?',
      description:
        'Seconds of requests per second: they are read, wait for requests before them, are handled, and written.',
      unit: 's',
      queries: [[rate('http_request_part_seconds_total', 'service, part'), '{{service}} {{part}}']],
    },
    {
      title: 'Is it too much?',
      description:
        'Requests refused as they came. Anything but nothing means that more comes than can be served.',
      unit: 'reqps',
      queries: [[rate('http_requests_shed_total'), EACH]],
    },
    {
      title: 'How many requests are under way?',
      description:
        'A number that grows while the rate does not: something behind the service is slow.',
      unit: 'short',
      queries: [
        [gauge('http_requests_in_flight'), EACH],
        [gauge('http_event_streams'), `${EACH} event streams`],
      ],
    },
    {
      title: 'Do bodies fill the memory?',
      description:
        'Bytes of requests and answers in memory. Clients that read slowly make it grow.',
      unit: 'bytes',
      queries: [[gauge('http_buffered_bytes'), EACH]],
    },
    {
      title: 'Who does not answer?',
      description: '0 while the scrape of a process fails.',
      unit: 'short',
      queries: [
        [gauge('up'), EACH],
        [gauge('collector_up'), '{{instance}} reached by its sidecar'],
      ],
    },
    {
      title: 'Does the code fail?',
      description:
        'Requests that failed in an unexpected way. Each has a line with a stack in the log.',
      unit: 'reqps',
      queries: [[rate('http_panics_total'), EACH]],
    },
    {
      title: 'What does the log complain of?',
      description:
        'Lines from warn on. A process that logs errors for minutes needs a look at them.',
      unit: 'ops',
      queries: [
        [
          rate(
            'log_lines_total',
            'service, instance, level',
            `${CHOSEN},level=~"warn|error|fatal"`,
          ),
          `${EACH} {{level}}`,
        ],
      ],
    },
    {
      title: 'Are traces lost?',
      description:
        'Spans that were recorded. Those are lost that the collector did not take, or that found too many waiting for it.',
      unit: 'ops',
      queries: [[rate('trace_spans_total', 'service, instance, outcome'), `${EACH} {{outcome}}`]],
    },
    {
      title: 'When do certificates expire?',
      description:
        'How long those that are in use are valid, authorities too. Clients are refused from 0 on.',
      unit: 's',
      queries: [[`${gauge('tls_valid_until_seconds')} - time()`, `${EACH} {{connection}}`]],
    },
  ],
}

const resp: Dashboard = {
  uid: 'resp',
  title: "Redis's clients and consumers",
  panels: [
    {
      title: 'Which commands are executed?',
      description: 'The ten most frequent.',
      unit: 'ops',
      queries: [[`topk(10, ${rate('resp_commands_total', 'command')})`, '{{command}}']],
    },
    {
      title: 'Which commands fail?',
      description: 'Answered with an error.',
      unit: 'ops',
      queries: [[`topk(10, ${rate('resp_commands_failed_total', 'command')})`, '{{command}}']],
    },
    {
      title: 'How long do commands take?',
      description:
        'On average; of writes until they are durable, of those that wait until they have waited.',
      unit: 's',
      queries: [
        [
          `topk(10, ${rate('resp_command_seconds_total', 'command')} / ${rate('resp_commands_total', 'command')})`,
          '{{command}}',
        ],
      ],
    },
    {
      title: 'Who is connected?',
      description:
        'Open connections; those whose command waits for data; those that listen to channels.',
      unit: 'short',
      queries: [
        [gauge('resp_connected_clients'), EACH],
        [gauge('resp_blocked_clients'), `${EACH} blocked`],
        [gauge('resp_subscribed_clients'), `${EACH} subscribed`],
      ],
    },
    {
      title: 'Are clients refused or cut?',
      description: 'Refused: too many, or protected mode. Cut: they do not read their replies.',
      unit: 'ops',
      queries: [
        [rate('resp_connections_refused_total'), `${EACH} refused`],
        [rate('resp_clients_cut_total'), `${EACH} cut`],
        [rate('resp_connections_total'), `${EACH} served`],
      ],
    },
    {
      title: 'How much goes over the wire?',
      description: 'Bytes of requests and replies.',
      unit: 'Bps',
      queries: [
        [rate('resp_received_bytes_total'), `${EACH} received`],
        [rate('resp_sent_bytes_total'), `${EACH} sent`],
      ],
    },
    {
      title: 'Which clients are slow to read?',
      description: 'Bytes of requests that have not arrived, and of replies that were not read.',
      unit: 'bytes',
      queries: [[gauge('resp_buffered_bytes'), EACH]],
    },
    {
      title: 'Which groups lag?',
      description:
        'Entries that a group has not read: entries come faster than it reads, or nothing reads.',
      unit: 'short',
      queries: [[gauge('stream_group_lag'), '{{stream}} {{group}}']],
    },
    {
      title: 'What is read and not acknowledged?',
      description: 'Grows where consumers fail, or one died.',
      unit: 'short',
      queries: [[gauge('stream_group_pending'), '{{stream}} {{group}}']],
    },
    {
      title: 'Which streams are long?',
      description: 'Entries of the streams with the most.',
      unit: 'short',
      queries: [[gauge('stream_entries'), '{{stream}}']],
    },
  ],
}

const postgres: Dashboard = {
  uid: 'postgres',
  title: 'PostgreSQL and outbox',
  panels: [
    {
      title: 'Do requests wait for a connection?',
      description: 'All connections of the pool are in use. Look for slow statements.',
      unit: 'short',
      queries: [[gauge('postgres_waiting'), `${EACH} {{server}}`]],
    },
    {
      title: 'How many connections are in use?',
      description: 'Open ones without those that no statement uses.',
      unit: 'short',
      queries: [
        [
          `${gauge('postgres_connections')} - ${gauge('postgres_idle_connections')}`,
          `${EACH} {{server}}`,
        ],
      ],
    },
    {
      title: 'Which replica is behind?',
      description:
        'Log of the writer that the reader has not replayed. Reads that need it go to the writer.',
      unit: 'bytes',
      queries: [[gauge('postgres_lag_bytes'), `${EACH} {{server}}`]],
    },
    {
      title: 'What waits in the outbox?',
      description: 'Events that are not published yet, and those that sales-api refused for good.',
      unit: 'short',
      queries: [
        [gauge('outbox_events'), EACH],
        [gauge('outbox_dead_letters'), `${EACH} refused`],
      ],
    },
    {
      title: 'For how long?',
      description: 'Age of the oldest event that is not published yet.',
      unit: 's',
      queries: [[gauge('outbox_age_seconds'), EACH]],
    },
    {
      title: 'How long do events wait for webhooks?',
      description: 'The oldest event that its receiver did not take yet.',
      unit: 's',
      queries: [[gauge('webhook_age_seconds'), EACH]],
    },
  ],
}

const runtime: Dashboard = {
  uid: 'runtime',
  title: 'Node runtime',
  panels: [
    {
      title: 'Is the event loop blocked?',
      description: 'How late it is in its slowest hundredth. Every request waits that long.',
      unit: 's',
      queries: [[gauge('nodejs_eventloop_lag_p99_seconds'), EACH]],
    },
    {
      title: 'How much CPU is used?',
      description:
        'Cores. One thread runs JavaScript: near 1 it is the limit, whatever the machine has.',
      unit: 'short',
      queries: [[rate('process_cpu_seconds_total'), EACH]],
    },
    {
      title: 'How much memory is used?',
      description: 'Resident memory. At its limit the kernel ends the process.',
      unit: 'bytes',
      queries: [[gauge('process_resident_memory_bytes'), EACH]],
    },
    {
      title: 'Does the heap grow?',
      description: 'What is used after each collection should not grow for hours.',
      unit: 'bytes',
      queries: [
        [gauge('nodejs_heap_size_used_bytes'), `${EACH} used`],
        [gauge('nodejs_heap_size_total_bytes'), `${EACH} total`],
      ],
    },
    {
      title: 'What is outside of the heap?',
      description: 'Buffers, and memtables.',
      unit: 'bytes',
      queries: [[gauge('nodejs_external_memory_bytes'), EACH]],
    },
    {
      title: 'How long does garbage collection take?',
      description: 'Part of the time, by kind. The loop stands still during most of it.',
      unit: 'percentunit',
      queries: [
        [rate('nodejs_gc_duration_seconds_sum', 'service, instance, kind'), `${EACH} {{kind}}`],
      ],
    },
    {
      title: 'Are files or sockets left open?',
      description: 'Open descriptors, and how many there may be.',
      unit: 'short',
      queries: [
        [gauge('process_open_fds'), EACH],
        [gauge('process_max_fds'), `${EACH} at most`],
      ],
    },
    {
      title: 'When did it start?',
      description: 'How long ago. A line that falls is a restart.',
      unit: 's',
      queries: [[`time() - ${gauge('process_start_time_seconds')}`, EACH]],
    },
  ],
}

const slo: Dashboard = {
  uid: 'slo',
  title: 'Objectives',
  panels: [
    {
      title: 'Does an objective burn fast?',
      description: 'Above 14.4 both wake an engineer: the budget of a month lasts for two days.',
      unit: 'short',
      queries: [burn('5m'), burn('1h')],
    },
    {
      title: 'Does an objective burn slowly?',
      description: 'Both above 6 make a ticket: the error budget of a month lasts for five days.',
      unit: 'short',
      queries: [burn('30m'), burn('6h')],
    },
    {
      title: 'How much of the budget did the time shown use?',
      description: 'Of the budget of 30 days, at the average rate of that time. 1 is all of it.',
      unit: 'percentunit',
      queries: [
        [
          'avg_over_time(slo:burn_rate:5m{service=~"$service"}[$__range]) * $__range_s / 2592000',
          '{{service}} {{slo}}',
        ],
      ],
    },
  ],
}

export const dashboards: readonly Dashboard[] = [
  ...[service, store, resp, nodes, postgres, runtime, slo, platform],
]
