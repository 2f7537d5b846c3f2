/** Probes. They run through the real listener, and leave no trace in logs, metrics and traces. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'

export const checkContract = contract({
  liveness: {
    method: 'get',
    path: '/v1/liveness',
    tag: 'probes',
    summary: 'Whether the process runs',
    description: 'Touches nothing: it says that requests are answered, not that all is well.',
    query: 'any',
    isSilent: true,
    alsoHead: true,
    responses: {
      200: {
        description: 'It runs.',
        body: 'data',
        element: 'liveness',
        schema: z
          .strictObject({
            status: z.literal('up'),
            build: z.string(),
            buildDate: z.string().describe('Empty if the image does not say it.'),
            host: z.string(),
            name: z.string().optional().describe('Of the pod.'),
            namespace: z.string().optional(),
            node: z.string().optional(),
            podIp: z.string().optional(),
            pid: z.int(),
            uptimeSeconds: z.number(),
            cpus: z.int().describe('Processors it may use.'),
            poolThreads: z.int().describe('Threads for file system calls and name look-ups.'),
            v8Threads: z.int().describe('Threads for garbage collection and compilation.'),
            memoryBytes: z.int().describe('Memory it may use.'),
            heapBytes: z.int().describe('What its heap may grow to.'),
            memoryTableBytes: z.int().describe('What its memtable may hold.'),
            flushBytesMax: z.int().describe('What a flush of the memtable may hold besides.'),
            bufferedBytesMax: z
              .int()
              .describe('What bodies of requests and answers may take, all together.'),
          })
          .meta({ id: 'Liveness' }),
      },
    },
  },
  readiness: {
    method: 'get',
    path: '/v1/readiness',
    tag: 'probes',
    summary: 'Whether it should get traffic',
    description: 'Makes a real barrier through the log, within a second.',
    query: 'any',
    isSilent: true,
    alsoHead: true,
    responses: {
      200: {
        description: 'Ready.',
        body: 'data',
        element: 'readiness',
        schema: z.strictObject({ status: z.literal('ready') }).meta({ id: 'Readiness' }),
      },
      503: { description: 'Starting, draining, or the log does not answer.', body: 'problem' },
    },
  },
})
