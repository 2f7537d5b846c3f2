import type { TestSpecification } from 'vitest/node'
import { BaseSequencer } from 'vitest/node'
import { defineConfig } from 'vitest/config'

/** Wait for much of their time: at the end, with nothing beside them, they would keep a machine waiting too. */
const WAITING = /\/sales-api\/tests\/(?:docs-page|memory|small-disk)\.test\.ts$/

class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isWaiting = ({ moduleId }: TestSpecification): boolean => WAITING.test(moduleId)
    return [...sorted.filter(isWaiting), ...sorted.filter(file => !isWaiting(file))]
  }
}

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // Files of one worker share their modules: loading these for each file took a third of the time.
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: WaitingFirst },
    // A machine under load is no reason to fail.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
