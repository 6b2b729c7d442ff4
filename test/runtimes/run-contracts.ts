import process from 'node:process'
import { argon2Passwords } from '../../src/adapters/security/argon2.ts'
import { openStore } from '../../src/bootstrap/open-store.ts'
import { runContracts } from './contracts.ts'

// Node, Bun and Deno run this file: its argument is the stores' URLs, and its output the results, both as JSON.
const results = await runContracts(JSON.parse(process.argv[2] ?? ''), {
  openStore,
  passwords: (concurrency, queue) => argon2Passwords({ concurrency, queue }),
})
process.stdout.write(JSON.stringify(results), () => process.exit(0))
