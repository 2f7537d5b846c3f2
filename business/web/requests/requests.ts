/** Handlers of the recent requests, and of those under way. */
import Negotiator from 'negotiator'
import type { Clock } from '#foundation/host/host'
import type { App, Handlers } from '#foundation/web/app'
import type { RecentRequests, Told } from './recent.ts'
import { slowUnderWay } from './recent.ts'
import type { requestsContract } from './requests-contract.ts'
import { requestsPage } from './requests-page.ts'

const HTML = 'text/html'
const JSON_TYPE = 'application/json'

export function requestsHandlers(
  service: string,
  recent: RecentRequests,
  app: Pick<App, 'underWay'>,
  clock: Clock,
): Handlers<typeof requestsContract> {
  return {
    recentRequests: ({ query: { traceId, operation, outcome } }, { request }) => {
      const all = [...slowUnderWay(app.underWay, clock), ...recent.list(clock)]
      const operations = [...new Set(all.map(one => one.operation))].sort()
      const isAsked = (one: Told): boolean =>
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

function outcomeOf(told: Told): 'under-way' | 'failed' | 'refused' | undefined {
  if (!('status' in told)) return 'under-way'
  const { status } = told
  if (status >= 500) return 'failed'
  return status >= 400 ? 'refused' : undefined
}
