import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { ALL_RUNTIMES, runtimesTable } from './test/runtimes/table.ts'
import { notRun } from './test/support/servers/not-run.ts'

const servers = { globalSetup: './test/support/servers/global-setup.ts' }

export default defineConfig({
  test: {
    reporters: ['default', notRun, runtimesTable, ...(process.env.CI ? ['json'] : [])],
    // A file may have nothing to run where there is no MySQL server; the last lines say so.
    passWithNoTests: true,
    outputFile: { json: 'node_modules/.cache/test-report.json' },
    // Most tests wait for processes and databases: two files at once even on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // These files share no state, and a process each would take longer than their tests.
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
          include: ALL_RUNTIMES ? ['test/runtimes/**/*.test.ts'] : [],
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
          // Last and one file at a time: these tests assert deadlines.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: process.env.PROOF === 'full' ? 900_000 : 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
