/** The nodes that share a log, as one of them sees them, and moving that log. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'

export const nodeStatusSchema = z
  .strictObject({
    name: z.string(),
    role: z.enum(['voter', 'reader']),
    version: z.string(),
    /** Where other nodes reach it. */
    address: z.string().optional(),
    ready: z.enum(['yes', 'no', 'unknown']).describe('`unknown` if the node was not asked'),
    reason: z.string().optional().describe('Why it is not ready, or that is not known'),
    position: z.int().optional().describe('Of the last log entry that it has applied'),
    lag: z.int().optional().describe('Entries of the log that it has not applied'),
    chainHash: z.string().optional().describe('At the position; the beginning of it'),
    snapshot: z.string().optional().describe('Which one it holds for others, or fetches'),
    reportedSecondsAgo: z
      .number()
      .optional()
      .describe('Its last report in the log; of a reader, since it told where it is'),
  })
  .meta({ id: 'NodeStatus' })

export type NodeStatus = z.output<typeof nodeStatusSchema>

export const nodesSchema = z
  .strictObject({
    nodes: z.array(nodeStatusSchema).describe('The node that is asked is the first'),
  })
  .meta({ id: 'Nodes' })

const moveSchema = z
  .strictObject({ to: z.enum(['wal', 'etcd']).describe('Where the log is to be') })
  .meta({ id: 'LogMove' })

export const sealSchema = z
  .strictObject({
    to: z.enum(['wal', 'etcd']),
    position: z.int().describe('Of the last entry of the log; the other one begins behind it'),
    node: z.string().describe('The node that goes on, if the log is moved to its disk'),
  })
  .meta({ id: 'Seal' })

export const nodesContract = contract({
  nodes: {
    method: 'get',
    path: '/debug/nodes',
    tag: 'debug',
    summary: 'The nodes that share the log',
    description:
      'This node, the voters that reported within ten minutes, and the readers that told where they are, as they answer now. ' +
      '`admin nodes` shows it.',
    responses: {
      200: { description: 'The nodes.', body: 'data', element: 'nodes', schema: nodesSchema },
    },
  },
  moveLog: {
    method: 'post',
    path: '/debug/log/move',
    tag: 'debug',
    summary: 'Seal the log, to go on with another one',
    description:
      'Answers when the log has its last entry. Then every node of it ends, to be started with the other kind of log. ' +
      '`admin log move` does this.',
    body: { kind: 'json', schema: moveSchema, example: { to: 'etcd' } },
    responses: {
      200: { description: 'Sealed.', body: 'data', element: 'seal', schema: sealSchema },
      409: {
        description:
          'The log is there, or the settings do not allow it to be. Nothing was changed.',
        body: 'problem',
      },
      503: { description: 'The service is starting or stopping.', body: 'problem' },
    },
  },
})
