import process from 'node:process'
import { argon2Passwords } from '../../src/adapters/security/argon2.ts'
import { openStore } from '../../src/bootstrap/open-store.ts'
import { outcomes } from './outcomes.ts'

// Node, Bun and Deno run this file: the stores come as its one argument, and what became of the promises goes out as JSON.
const told = JSON.stringify(
  await outcomes(JSON.parse(process.argv[2] ?? ''), {
    openStore,
    passwords: (concurrency, queue) => argon2Passwords({ concurrency, queue }),
  }),
)
process.stdout.write(`${told}\n`, () => process.exit(0))
