/** What those tell that are not ours: Kubernetes, machines, PostgreSQL, etcd, the kernel, and what carries the log. */
import type { Dashboard } from './panels.ts'

const grown = (metric: string, by: string): string => `sum by (${by}) (increase(${metric}[1h]))`
const perSecond = (metric: string, by: string): string =>
  `sum by (${by}) (rate(${metric}[$__rate_interval]))`

/** Not of what is chosen at the top: these have other services and instances. */
export const platform: Dashboard = {
  uid: 'platform',
  title: 'Platform',
  panels: [
    {
      title: 'Which containers restart?',
      description:
        'Within an hour. The reason of the last end stands beside it, such as OOMKilled: out of memory.',
      unit: 'short',
      queries: [
        [
          grown('kube_pod_container_status_restarts_total', 'namespace, pod, container'),
          '{{namespace}} {{pod}} {{container}}',
        ],
        [
          'kube_pod_container_status_last_terminated_reason',
          '{{namespace}} {{pod}} {{container}} {{reason}}',
        ],
      ],
    },
    {
      title: 'What does not start?',
      description: 'Containers that wait, and for what: an image, a volume, a secret, or a pause.',
      unit: 'short',
      queries: [
        [
          'kube_pod_container_status_waiting_reason',
          '{{namespace}} {{pod}} {{container}} {{reason}}',
        ],
      ],
    },
    {
      title: 'When did a job last succeed?',
      description: 'How long ago. More than its schedule says is a job that fails.',
      unit: 's',
      queries: [['time() - kube_cronjob_status_last_successful_time', '{{namespace}} {{cronjob}}']],
    },
    {
      title: 'Is a machine busy?',
      description:
        'The part of its processors that is used, and of its memory. Near 1 all that runs there is slow.',
      unit: 'percentunit',
      queries: [
        [
          '1 - avg by (node) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))',
          '{{node}} processors',
        ],
        ['1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes', '{{node}} memory'],
      ],
    },
    {
      title: 'Is a disk full or busy?',
      description:
        'The part of each file system that is used, and of the time in which each disk was at work.',
      unit: 'percentunit',
      queries: [
        [
          '1 - node_filesystem_avail_bytes / node_filesystem_size_bytes',
          '{{node}} {{mountpoint}} used',
        ],
        ['rate(node_disk_io_time_seconds_total[$__rate_interval])', '{{node}} {{device}} busy'],
      ],
    },
    {
      title: 'Has PostgreSQL connections left?',
      description: 'Those there are, by state. At the greatest number it refuses services.',
      unit: 'short',
      queries: [
        ['sum by (instance, state) (pg_stat_activity_count)', '{{instance}} {{state}}'],
        ['pg_settings_max_connections', '{{instance}} at most'],
      ],
    },
    {
      title: 'Does PostgreSQL undo transactions?',
      description: 'Rolled back, and by a deadlock. Some are the way in which services try again.',
      unit: 'ops',
      queries: [
        [perSecond('pg_stat_database_xact_rollback', 'instance, datname'), '{{datname}} undone'],
        [perSecond('pg_stat_database_deadlocks', 'instance, datname'), '{{datname}} deadlocks'],
      ],
    },
    {
      title: 'How large is it?',
      description: 'Databases of PostgreSQL, and that of each member of etcd.',
      unit: 'bytes',
      queries: [
        ['pg_database_size_bytes', '{{instance}} {{datname}}'],
        ['etcd_mvcc_db_total_size_in_bytes', 'etcd {{instance}}'],
      ],
    },
    {
      title: 'Is the disk of etcd slow?',
      description: 'The slowest hundredth of its syncs. Above 10 ms it loses leaders.',
      unit: 's',
      queries: [
        [
          'histogram_quantile(0.99, sum by (instance, le) (rate(etcd_disk_wal_fsync_duration_seconds_bucket[$__rate_interval])))',
          '{{instance}}',
        ],
      ],
    },
    {
      title: 'Has etcd a leader?',
      description: '0 where a member knows none: writes stop there. And how often it changed.',
      unit: 'short',
      queries: [
        ['etcd_server_has_leader', '{{instance}} has one'],
        [grown('etcd_server_leader_changes_seen_total', 'instance'), '{{instance}} changes'],
      ],
    },
    {
      title: 'Whom can a container not reach?',
      description:
        'As the kernel sees it: connections that failed, and segments that were sent again.',
      unit: 'ops',
      queries: [
        [
          perSecond('container_net_tcp_failed_connects_total', 'container_id, destination'),
          '{{container_id}} to {{destination}} failed',
        ],
        [
          perSecond('container_net_tcp_retransmits_total', 'container_id, destination'),
          '{{container_id}} to {{destination}} again',
        ],
      ],
    },
    {
      title: 'What does a container wait for?',
      description: 'As the kernel sees it: seconds a second for a processor, and for a disk.',
      unit: 'short',
      queries: [
        [
          perSecond('container_resources_cpu_delay_seconds_total', 'container_id'),
          '{{container_id}} processor',
        ],
        [
          perSecond('container_resources_disk_delay_seconds_total', 'container_id'),
          '{{container_id}} disk',
        ],
      ],
    },
    {
      title: 'Do lines of the log arrive?',
      description: 'What Fluent Bit read and sent on, and what VictoriaLogs took.',
      unit: 'ops',
      queries: [
        [perSecond('fluentbit_input_records_total', 'instance'), '{{instance}} read'],
        [perSecond('fluentbit_output_proc_records_total', 'instance'), '{{instance}} sent'],
        [perSecond('vl_rows_ingested_total', 'instance'), '{{instance}} taken'],
      ],
    },
    {
      title: 'Are lines of the log lost?',
      description:
        'Too long, too old, or dropped because nothing took them for too long. Any is a ticket.',
      unit: 'ops',
      queries: [
        [perSecond('fluentbit_output_dropped_records_total', 'instance'), '{{instance}} dropped'],
        [perSecond('fluentbit_input_long_line_skipped_total', 'instance'), '{{instance}} too long'],
        [
          perSecond('vl_rows_dropped_total', 'instance, reason'),
          '{{instance}} not taken: {{reason}}',
        ],
        [perSecond('vl_too_long_lines_skipped_total', 'instance'), '{{instance}} too long'],
      ],
    },
  ],
}
