import process from 'node:process'
import { run } from './bootstrap/commands.ts'

// `serve` chooses the server of this runtime: bootstrap/serve.ts.
await run(process.argv.slice(2))
