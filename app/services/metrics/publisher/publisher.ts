/**
 * Publishers that send: each gets every report, one at a time. A publisher that is slow or fails costs its own reports and
 * nobody else's; the collections go on meanwhile.
 */
import type { Report } from '../ledger.ts'

export interface Publisher {
  readonly name: string
  /** Rejects when the report did not arrive. Settles within a time of its own choosing. */
  publish(report: Report): Promise<void>
}

/** `skipped`: the one before was still under way. What it would have said, the next one says better. */
export type Delivery = 'published' | 'failed' | 'skipped'

export type Deliveries = {
  /** Starts work that is waited for when the process ends. */
  readonly start: (name: string, job: () => Promise<void>) => void
  readonly onDelivery: (publisher: string, delivery: Delivery, error?: unknown) => void
}

export class Publishing {
  readonly #publishers: readonly Publisher[]
  readonly #deliveries: Deliveries
  readonly #busy = new Set<Publisher>()

  constructor(publishers: readonly Publisher[], deliveries: Deliveries) {
    this.#publishers = publishers
    this.#deliveries = deliveries
  }

  publish(report: Report): void {
    const { start, onDelivery } = this.#deliveries
    for (const publisher of this.#publishers) {
      const { name } = publisher
      if (this.#busy.has(publisher)) {
        onDelivery(name, 'skipped')
        continue
      }
      this.#busy.add(publisher)
      start(`publish to ${name}`, async () => {
        try {
          await publisher.publish(report)
          onDelivery(name, 'published')
        } catch (error) {
          onDelivery(name, 'failed', error)
        } finally {
          this.#busy.delete(publisher)
        }
      })
    }
  }
}
