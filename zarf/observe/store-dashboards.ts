/** Dashboards of the store: how it keeps what is written, and how its nodes keep up with each other. */
import { EACH, gauge, quantiles, rate } from './expressions.ts'
import type { Dashboard } from './panels.ts'

export const store: Dashboard = {
  uid: 'store',
  title: 'Store and log',
  panels: [
    {
      title: 'How long until a write is durable?',
      description:
        'One write and one sync of a batch. More than 100 ms is a slow disk, or an etcd that is.',
      unit: 's',
      queries: quantiles('node_append_seconds'),
    },
    {
      title: 'Do writes wait before that?',
      description:
        'From the first operation of a batch to its append: the batch before it is being synced.',
      unit: 's',
      queries: quantiles('node_queue_seconds'),
    },
    {
      title: 'Is applying slow?',
      description:
        'It runs on the thread that answers requests: what is spent here, reads wait for.',
      unit: 's',
      queries: quantiles('node_apply_seconds'),
    },
    {
      title: 'How many operations share a sync?',
      description: 'Few under load: clients write one after the other.',
      unit: 'short',
      queries: [
        [`${rate('node_batch_operations_sum')} / ${rate('node_batch_operations_count')}`, EACH],
      ],
    },
    {
      title: 'How much is written?',
      description: 'Bytes of batches.',
      unit: 'Bps',
      queries: [[rate('node_batch_bytes_sum'), EACH]],
    },
    {
      title: 'What waits for its turn?',
      description:
        'Bytes of operations that are not in a batch yet. Writers are slowed down when it is much.',
      unit: 'bytes',
      queries: [[gauge('node_queued_bytes'), EACH]],
    },
    {
      title: 'Does the disk keep up?',
      description:
        'How full the memtable is. From three quarters on writers are slowed down, at 1 they are refused.',
      unit: 'percentunit',
      queries: [[`${gauge('store_memory_bytes')} / ${gauge('store_memory_max_bytes')}`, EACH]],
    },
    {
      title: 'How far is the flush behind?',
      description:
        'Entries that the log keeps because the store on disk lacks them. A restart applies them again.',
      unit: 'short',
      queries: [[`${gauge('store_applied_position')} - ${gauge('store_flushed_position')}`, EACH]],
    },
    {
      title: 'How much space is left?',
      description: 'Writes are refused when what is free reaches the reserve.',
      unit: 'bytes',
      queries: [
        [gauge('node_disk_free_bytes'), EACH],
        [gauge('node_disk_reserve_bytes'), `${EACH} reserve`],
      ],
    },
    {
      title: 'What takes the space?',
      description:
        'Tables, what of them is used, and the files of changes, which collection gives back.',
      unit: 'bytes',
      queries: [
        [gauge('store_lmdb_bytes'), `${EACH} tables`],
        [gauge('store_lmdb_used_bytes'), `${EACH} tables, used`],
        [gauge('store_changes_bytes'), `${EACH} changes`],
      ],
    },
    {
      title: 'Does compaction keep up?',
      description:
        'Revisions that can still be read. Grows where nothing compacts and the retention is long.',
      unit: 'short',
      queries: [[`${gauge('store_revision')} - ${gauge('store_compacted_revision')}`, EACH]],
    },
    {
      title: 'How old is the last backup, and when was one tried?',
      description:
        'Of what each process made, and of what was restored to try it. Where it never happened, more than fifty years.',
      unit: 's',
      queries: [
        [`time() - ${gauge('backup_made_timestamp_seconds')}`, `${EACH} made`],
        [`time() - ${gauge('backup_tried_timestamp_seconds')}`, `${EACH} tried`],
      ],
    },
  ],
}

export const nodes: Dashboard = {
  uid: 'nodes',
  title: 'Nodes',
  panels: [
    {
      title: 'Which node is behind?',
      description: 'How old the state of a node may be. 0 where no other node writes.',
      unit: 's',
      queries: [[gauge('node_staleness_seconds'), EACH]],
    },
    {
      title: 'By how many entries?',
      description: 'Compared with the node that has applied the most.',
      unit: 'short',
      queries: [
        [
          `scalar(max(${gauge('store_applied_position')})) - ${gauge('store_applied_position')}`,
          EACH,
        ],
      ],
    },
    {
      title: 'Is the log in trouble?',
      description: '1 while the log does not do what it is asked.',
      unit: 'short',
      queries: [[gauge('node_log_trouble'), EACH]],
    },
    {
      title: 'Does a node serve nothing?',
      description: '1 where the state of a node would not be that of the others.',
      unit: 'short',
      queries: [[gauge('node_unsound'), EACH]],
    },
    {
      title: 'Which voter works for all?',
      description: '1 on the one that removes what is expired and forgets what is old.',
      unit: 'short',
      queries: [[gauge('node_on_duty'), EACH]],
    },
    {
      title: 'Who writes?',
      description: 'Operations that each node proposed and applied.',
      unit: 'ops',
      queries: [[rate('node_batch_operations_sum'), EACH]],
    },
  ],
}
