/**
 * Inspections in a process of their own. LMDB believes what its file says: a damaged page can end the process that reads
 * it, or keep it busy for ever. Either is a finding, not the end of the command.
 */
import { fork } from 'node:child_process'
import type { Inspection, OnStep } from '#business/data/backup/inspect'
import type { InspectionMessage, InspectionRequest } from './inspection-process.ts'

const PROCESS = new URL('./inspection-process.ts', import.meta.url)
/** Without a word for this long, it is stuck: it reports every few thousand rows. */
const SILENCE_MS_MAX = 120_000

/** What an error says that crossed over to this process. */
export class InspectionFailed extends Error {
  override readonly name = 'InspectionFailed'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Rejects with `InspectionFailed` where there is nothing to inspect, or when it was killed from outside. */
export async function inspectApart(
  request: InspectionRequest,
  signal: AbortSignal,
  onStep: OnStep,
): Promise<Inspection> {
  const child = fork(PROCESS, {
    serialization: 'advanced',
    signal,
    killSignal: 'SIGKILL',
    // It shares a limit on memory with the service: small before quick.
    execArgv: [...process.execArgv, '--max-semi-space-size=1'],
  })
  let step = 'starting'
  let isStuck = false
  const stuck = setTimeout(() => {
    isStuck = true
    child.kill('SIGKILL')
  }, SILENCE_MS_MAX)
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('message', (message: InspectionMessage) => {
        stuck.refresh()
        switch (message.kind) {
          case 'step':
            step = message.step
            onStep(step, message.done, message.total)
            break
          case 'inspected':
            resolve(message.inspection)
            break
          case 'failed':
            reject(new InspectionFailed(message.code, message.message))
            break
        }
      })
      child.once('close', (code, name) => {
        // The kernel does so where memory runs out. It says nothing of what was read.
        if (name === 'SIGKILL' && !isStuck) {
          reject(new InspectionFailed('INSPECTION_KILLED', killedText(step)))
          return
        }
        const how = isStuck
          ? 'did not come to an end'
          : `ended with ${name ?? `code ${String(code)}`}`
        resolve(ended(`What reads the store ${how} while ${step}: its LMDB file is damaged`))
      })
      child.send(request)
    })
  } finally {
    clearTimeout(stuck)
    child.kill('SIGKILL')
  }
}

function killedText(step: string): string {
  return (
    `What reads the store was killed while ${step}, most likely because memory ran out: nothing is known of the data. ` +
    'Try again with more memory, or when the service has less to do'
  )
}

function ended(message: string): Inspection {
  return {
    state: undefined,
    store: undefined,
    log: undefined,
    findings: [{ message, file: 'store/store.mdb' }],
    findingCount: 1,
  }
}
