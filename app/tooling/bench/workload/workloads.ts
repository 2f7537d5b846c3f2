/** All workloads, by name. */
import { OVER_HTTP } from './over-http.ts'
import { OVER_RESP } from './over-resp.ts'
import type { Workload } from './workload.ts'

export const WORKLOADS: readonly Workload[] = [...OVER_HTTP, ...OVER_RESP]
