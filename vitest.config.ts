import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // Files of one worker share their modules: loading these for each file took a third of the time.
    isolate: false,
    maxWorkers: 2,
    // A machine under load is no reason to fail.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
