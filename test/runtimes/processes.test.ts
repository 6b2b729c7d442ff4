import { processRuntimes } from './runtime.ts'
import { testRuntime } from './test-runtime.ts'

for (const runtime of processRuntimes) testRuntime(runtime)
