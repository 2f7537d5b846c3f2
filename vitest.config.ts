import type { Reporter, TestSpecification } from 'vitest/node'
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

/** Says in the last lines what failed: of a long run, most tools show only the end. */
const failuresLast: Reporter = {
  onTestRunEnd: (files, unhandled) => {
    for (const file of files) {
      for (const suite of [file, ...file.children.allSuites()]) {
        const name = suite.type === 'suite' ? ` > ${suite.fullName}` : ''
        for (const { message } of suite.errors())
          console.error(`failed: ${file.relativeModuleId}${name}: ${firstLine(message)}`)
      }
      for (const test of file.children.allTests('failed')) {
        console.error(
          `failed: ${file.relativeModuleId} > ${test.fullName}: ${firstLine(test.result().errors?.[0]?.message)}`,
        )
      }
    }
    for (const { message } of unhandled)
      console.error(`failed: outside of every test: ${firstLine(message)}`)
  },
}

const firstLine = (message = 'no message'): string => message.split('\n', 1).join('').slice(0, 300)

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // Files of one worker share their modules: loading these for each file took a third of the time.
    isolate: false,
    // Node strips the types itself, as it does where the programs run, and keeps what it compiled. No test replaces a module.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    maxWorkers: 2,
    reporters: ['default', failuresLast],
    sequence: { sequencer: WaitingFirst },
    // A machine under load is no reason to fail.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
