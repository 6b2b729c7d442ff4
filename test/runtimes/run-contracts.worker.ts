import { memoryStore } from '../../src/adapters/memory/store.ts'
import { mysqlStore } from '../../src/adapters/mysql/store.ts'
import { scryptPasswords } from '../../src/adapters/security/scrypt.ts'
import { type Adapters, runContracts } from './contracts.ts'

// workerd has neither SQLite nor argon2, and cannot load the files that import them.
const adapters: Adapters = {
  openStore: async (url) =>
    url === 'memory:'
      ? { ...memoryStore(), migrate: async () => ({ applied: [], newer: [], notes: [] }) }
      : mysqlStore(url),
  passwords: (concurrency, queue) => scryptPasswords({ concurrency, queue }),
}

// workerd runs this file: the request has the stores' URLs, the response the results, both as JSON.
export default {
  fetch: async (request: Request): Promise<Response> =>
    Response.json(await runContracts(JSON.parse(await request.text()), adapters)),
}
