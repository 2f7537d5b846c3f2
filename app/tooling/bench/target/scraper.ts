/** A thread of its own that scrapes a service while it is told to: who drives the service neither waits for it nor pays for it. */
import { strict as assert } from 'node:assert'
import { parentPort, workerData } from 'node:worker_threads'

/** Fifteen times as often as the stack does: a round takes seconds. */
const SCRAPE_MS = 1000

let timer: NodeJS.Timeout | undefined

async function scrape(): Promise<void> {
  const response = await fetch(String(workerData))
  await response.arrayBuffer()
}

assert(parentPort, 'the scraper is a thread')
parentPort.on('message', (isOn: boolean) => {
  clearInterval(timer)
  if (!isOn) return
  timer = setInterval(() => void scrape(), SCRAPE_MS)
  void scrape()
})
