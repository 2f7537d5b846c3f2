/** Samples of everything that is allocated, also of what does not live until the end. */
import { Session } from 'node:inspector/promises'
import { z } from 'zod'
import type { Pprof } from './encode.ts'

export type AllocationTree = Parameters<Pprof['heap']['convertProfile']>[0] & {
  readonly allocations: { readonly sizeBytes: number; readonly count: number }[]
  readonly children: AllocationTree[]
}

/** Samples until `end` resolves. Nothing else may be sampling the heap. */
export async function allocationsIn(
  intervalBytes: number,
  end: () => Promise<void>,
): Promise<AllocationTree> {
  const session = new Session()
  session.connect()
  try {
    await session.post('HeapProfiler.startSampling', {
      samplingInterval: intervalBytes,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    })
    await end()
    const { profile } = await session.post('HeapProfiler.stopSampling')
    return treeOf(profileSchema.parse(profile))
  } finally {
    session.disconnect()
  }
}

/** As the protocol has it: the types of Node leave out the samples. */
type Node = {
  id: number
  callFrame: {
    functionName: string
    scriptId: string
    url: string
    lineNumber: number
    columnNumber: number
  }
  children: Node[]
}

const nodeSchema: z.ZodType<Node> = z.lazy(() =>
  z.object({
    id: z.number(),
    callFrame: z.object({
      functionName: z.string(),
      scriptId: z.string(),
      url: z.string(),
      lineNumber: z.number(),
      columnNumber: z.number(),
    }),
    children: z.array(nodeSchema),
  }),
)

const profileSchema = z.object({
  head: nodeSchema,
  samples: z.array(z.object({ nodeId: z.number(), size: z.number() })),
})

function treeOf({ head, samples }: z.infer<typeof profileSchema>): AllocationTree {
  const sizes = new Map<number, Map<number, number>>()
  for (const { nodeId, size } of samples) {
    const counts = sizes.get(nodeId) ?? new Map<number, number>()
    counts.set(size, (counts.get(size) ?? 0) + 1)
    sizes.set(nodeId, counts)
  }
  const converted = (node: Node): AllocationTree => ({
    name: node.callFrame.functionName,
    scriptName: node.callFrame.url,
    scriptId: Number(node.callFrame.scriptId),
    // The inspector counts from 0, pprof from 1.
    lineNumber: node.callFrame.lineNumber + 1,
    columnNumber: node.callFrame.columnNumber + 1,
    allocations: [...(sizes.get(node.id) ?? [])].map(([sizeBytes, count]) => ({
      sizeBytes,
      count,
    })),
    children: node.children.map(converted),
  })
  return converted(head)
}
