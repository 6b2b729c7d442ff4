import { processRuntimes } from './runtime.ts'
import { memory, sqlite } from './stores.ts'
import { testRuntime } from './test-runtime.ts'

for (const runtime of processRuntimes) testRuntime(runtime, [memory, sqlite])
