import { inject } from 'vitest'
import { type Database, freshDatabase } from './servers/database.ts'

export type StoreKind = { readonly name: string; database(): Promise<Database> }

/** A file in the folder of the process that opens it. */
const sqlite = async () => ({ url: `sqlite:${crypto.randomUUID()}.db`, drop: async () => undefined })

/** Each database is new and empty. */
export const persistentStores: readonly StoreKind[] = [
  { name: 'SQLite', database: sqlite },
  ...inject('mysqlServers').map(({ name, url }) => ({ name, database: () => freshDatabase(url) })),
]
