/** Traces of a service, and the lines of its log when they cannot be sent. */
import { Episode } from '#foundation/logger/episode'
import type { Logging } from '#foundation/logger/logger'
import type { Telemetry, TelemetryOptions } from '#foundation/telemetry/telemetry'
import { SPANS_MAX, startTelemetry } from '#foundation/telemetry/telemetry'

/** Spans that found the queue full less often than this belong to another trouble. */
const TRACES_CALM_MS = 60_000

export async function startServiceTelemetry(
  logging: Logging,
  options: Omit<TelemetryOptions, 'onSent' | 'onFull' | 'onComplaint'>,
): Promise<Telemetry> {
  const log = logging.logger('telemetry')
  const unsent = new Episode(log, options.host.clock, {
    begins: 'traces cannot be sent',
    ends: 'traces are sent again',
  })
  const incomplete = new Episode(log, options.host.clock, {
    begins: 'traces are incomplete',
    ends: 'traces are no longer incomplete',
    calmMs: TRACES_CALM_MS,
  })
  return await startTelemetry({
    ...options,
    onSent: (spans, reason) => {
      if (reason === undefined) unsent.over()
      else unsent.shows({ reason }, spans)
    },
    onFull: () => {
      incomplete.shows({ waiting: SPANS_MAX })
    },
    onComplaint: complaint => {
      incomplete.shows({ complaint })
    },
  })
}
