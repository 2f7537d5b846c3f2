/** Where a rule is rightly broken, how often, and why. One that is not needed any more is a violation itself. */
import type { Exception } from './rule.ts'

export const exceptions: readonly Exception[] = [
  ...Object.entries({
    'business/web/pprof': 'sales-api/tests/debug.test.ts reads every profile',
    'foundation/telemetry': 'sales-api/tests/tracing.test.ts collects what it sends',
    'foundation/testing': 'every property test',
  }).map(([path, reason]) => ({ rule: 'tested-packages', path, count: 1, reason })),
  ...[
    'app/services/sales-api',
    'app/services/sales-api/handlers/v1',
    'app/tooling/admin',
    'app/tooling/bench',
    'business/core/kv',
    'business/data/store',
    'business/data/store/disk',
  ].map(path => ({ rule: 'package-size', path, count: 1, reason: 'to be given rooms' })),
]
