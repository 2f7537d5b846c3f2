/** One thread of a simulation: every so many seeds. Posts an `Outcome` for each, and ends with the first that fails. */
import { parentPort, workerData } from 'node:worker_threads'
import { simulateSeveral } from '#business/domains/simulated/testing/world'
import type { Outcome, Share } from './seeds.ts'

const { first, step, last } = workerData as Share
for (let seed = first; seed <= last; seed += step) {
  const outcome = await outcomeOf(seed)
  parentPort?.postMessage(outcome)
  if (outcome.kind === 'failed') break
}

async function outcomeOf(seed: number): Promise<Outcome> {
  try {
    const { answered, kills, installed, simulatedMs } = await simulateSeveral(seed)
    return { kind: 'clean', seed, counts: { answered, kills, installed, simulatedMs } }
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { kind: 'failed', seed, why }
  }
}
