import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inject } from 'vitest'
import type { Place } from './server-process.ts'
import { type Database, freshDatabase } from './servers/database.ts'
import { execute } from './servers/mysql-server.ts'

export type StoreKind = { readonly name: string; database(): Promise<Database> }

/** A file in the folder of the process that opens it. */
const sqlite = async () => ({ url: `sqlite:${crypto.randomUUID()}.db`, drop: async () => undefined })

/** Each database is new and empty. */
export const persistentStores: readonly StoreKind[] = [
  { name: 'SQLite', database: sqlite },
  ...inject('mysqlServers').map(({ name, url }) => ({ name, database: () => freshDatabase(url) })),
]

/** Runs one statement on the store of the servers at this place, beside them. */
export const executeBeside = async ({ folder, env }: Place, statement: string): Promise<readonly object[]> => {
  const url = env?.DATABASE_URL ?? ''
  if (!url.startsWith('sqlite:')) return execute(url, statement)
  const database = new DatabaseSync(join(folder, url.slice('sqlite:'.length)), { timeout: 5_000 })
  try {
    return database.prepare(statement).all()
  } finally {
    database.close()
  }
}
