/** What keeps the event loop alive: sockets, timers, requests to the thread pool. Node's answer to goroutines. */
import type { AllocationTree } from './allocations.ts'

/** How many there are of each kind, most first. */
export function resourceCounts(): readonly (readonly [kind: string, count: number])[] {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}

export function resourceTree(): AllocationTree {
  const place = { scriptName: '', scriptId: 0, lineNumber: 0, columnNumber: 0 }
  const root = { ...place, name: '(root)', allocations: [], children: [] as AllocationTree[] }
  for (const [name, count] of resourceCounts()) {
    root.children.push({ ...place, name, allocations: [{ sizeBytes: 1, count }], children: [] })
  }
  return root
}
