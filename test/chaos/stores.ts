import { inject } from 'vitest'
import { freshDatabase } from '../support/servers/database.ts'

/** Every store that outlives a process, empty; `name` is what it is called in a test. */
export const lastingStores = [
  { name: 'SQLite', database: async () => ({ url: 'sqlite:shop.db', drop: async () => undefined }) },
  ...inject('mysqlServers').map(({ name, url }) => ({ name, database: () => freshDatabase(url) })),
]
