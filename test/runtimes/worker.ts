import { memoryStore } from '../../src/adapters/memory/store.ts'
import { mysqlStore } from '../../src/adapters/mysql/store.ts'
import { scryptPasswords } from '../../src/adapters/security/scrypt.ts'
import type { Own } from './harness.ts'
import { outcomes } from './outcomes.ts'

// There is neither SQLite nor argon2, nor any of the files that load them.
const own: Own = {
  openStore: async (url) =>
    url === 'memory:' ? { ...memoryStore(), migrate: async () => ({ applied: [], newer: [] }) } : mysqlStore(url),
  passwords: (concurrency, queue) => scryptPasswords({ concurrency, queue }),
}

// workerd runs this file: the stores come as JSON, and what became of the promises goes out as JSON.
export default {
  fetch: async (request: Request): Promise<Response> =>
    Response.json(await outcomes(JSON.parse(await request.text()), own)),
}
