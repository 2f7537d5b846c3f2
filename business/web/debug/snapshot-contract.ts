/** A backup of the running store, by its node. */
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { contract } from '#foundation/web/contract'

/** What a file system takes for a path. */
const PATH_BYTES_MAX = 4096
/** A path with an escape for each of its characters, and what is round it. */
export const SNAPSHOT_BODY_BYTES_MAX = 6 * PATH_BYTES_MAX + 1024

const request = z
  .strictObject({
    directory: z
      .string()
      .max(PATH_BYTES_MAX)
      .refine(isAbsolute, { error: 'expected an absolute path' })
      .refine(path => !path.includes('\0'), { error: 'expected a path without a zero byte' })
      .describe('On the machine of the service. Must not exist, or be empty'),
  })
  .meta({ id: 'SnapshotRequest' })

export const snapshotSchema = z
  .strictObject({
    directory: z.string(),
    created: z.iso.datetime().describe('Every write acknowledged before is in it'),
    version: z.string(),
    position: z.int().describe('Of the last log entry that is in it'),
    revision: z.int(),
    chainHash: z.string(),
    files: z.int(),
    bytes: z.int(),
  })
  .meta({ id: 'Snapshot' })

export const snapshotContract = contract({
  snapshot: {
    method: 'post',
    path: '/debug/snapshot',
    tag: 'debug',
    summary: 'Make a backup of the store while it is in use',
    description:
      'Answers when the backup is complete and durable, however long that takes; a client that goes away stops it. ' +
      '`admin backup` does this, and verifies the backup.',
    body: { kind: 'json', schema: request, example: { directory: '/backups/2026-05-01' } },
    isUnbounded: true,
    responses: {
      200: {
        description: 'What was made.',
        body: 'data',
        element: 'snapshot',
        schema: snapshotSchema,
      },
      409: {
        description: 'Another snapshot is being made, or the directory holds something.',
        body: 'problem',
      },
      500: { description: 'Stored data is damaged, or the disk failed.', body: 'problem' },
      503: { description: 'The service is starting or stopping.', body: 'problem' },
      507: { description: 'There is too little space.', body: 'problem' },
    },
  },
  snapshotTried: {
    method: 'post',
    path: '/debug/snapshot/tried',
    tag: 'debug',
    summary: 'Note that a backup was restored to try it',
    description:
      '`admin try-restore` does this when it has restored a backup of this store and verified the result. ' +
      '`backup_tried_timestamp_seconds` tells the time of the last one.',
    responses: {
      204: { description: 'It is noted, durably.', body: 'none' },
      503: { description: 'The service is starting or stopping.', body: 'problem' },
    },
  },
})
