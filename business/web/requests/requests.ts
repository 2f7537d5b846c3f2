/** Handlers of the recent requests. */
import Negotiator from 'negotiator'
import type { Clock } from '#foundation/host/host'
import type { Handlers } from '#foundation/web/app'
import type { RecentRequest, RecentRequests } from './recent.ts'
import type { requestsContract } from './requests-contract.ts'
import { requestsPage } from './requests-page.ts'

const HTML = 'text/html'
const JSON_TYPE = 'application/json'

export function requestsHandlers(
  service: string,
  recent: RecentRequests,
  clock: Clock,
): Handlers<typeof requestsContract> {
  return {
    recentRequests: ({ query: { traceId, operation, outcome } }, { request }) => {
      const all = recent.list(clock)
      const operations = [...new Set(all.map(one => one.operation))].sort()
      const isAsked = (one: RecentRequest): boolean =>
        (traceId === undefined || one.traceId === traceId) &&
        (operation === undefined || one.operation === operation) &&
        (outcome === undefined || outcome === 'slow' || outcome === outcomeOf(one))
      const requests = all.filter(isAsked)
      if (outcome === 'slow') requests.sort((a, b) => b.ms - a.ms)
      // The one that comes first is meant by `*/*`.
      const isPage = new Negotiator(request).mediaType([JSON_TYPE, HTML]) === HTML
      return isPage
        ? {
            status: 200,
            bytes: Buffer.from(requestsPage(service, operations, requests)),
            contentType: `${HTML}; charset=utf-8`,
          }
        : { status: 200, bytes: Buffer.from(JSON.stringify({ requests })), contentType: JSON_TYPE }
    },
  }
}

function outcomeOf({ status }: RecentRequest): 'failed' | 'refused' | undefined {
  if (status >= 500) return 'failed'
  return status >= 400 ? 'refused' : undefined
}
