import { defineConfig } from 'vitest/config'
import { EVERYTHING } from './test/runtimes/everything.ts'
import { runtimesTable } from './test/runtimes/table.ts'
import { notRun } from './test/support/servers/not-run.ts'

const servers = { globalSetup: './test/support/servers/global-setup.ts' }

export default defineConfig({
  test: {
    reporters: ['default', notRun, runtimesTable, ...(process.env.CI ? ['json'] : [])],
    outputFile: { json: 'node_modules/.cache/test-report.json' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // These files share no state, and a process each would cost more time than all that is in them.
          isolate: false,
          include: ['test/unit/**/*.test.ts', 'test/contracts/{memory,system,security,circuit-breaker}.test.ts'],
        },
      },
      { extends: true, test: { name: 'architecture', include: ['test/architecture.test.ts'] } },
      {
        extends: true,
        test: {
          ...servers,
          name: 'contracts',
          include: ['test/contracts/{sqlite,mysql,rows-read}.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          ...servers,
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...servers,
          name: 'runtimes',
          include: EVERYTHING ? ['test/runtimes/**/*.test.ts'] : [],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          ...servers,
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          // One file at a time, after all else: what it holds the shop to is said in seconds.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
