import { join } from 'node:path'
import { type Database, freshDatabase } from '../support/servers/database.ts'
import type { MysqlServer } from '../support/servers/mysql-server.ts'

/** A kind of store, with its name in the table. */
export type StoreKind = {
  readonly name: string
  /** Makes empty stores, with files in this folder if it needs any. */
  create(count: number, folder: string): Promise<readonly Database[]>
}

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
const drop = async (): Promise<void> => undefined

export const memory: StoreKind = {
  name: 'memory',
  create: async (count) => times(count, () => ({ url: 'memory:', drop })),
}

export const sqlite: StoreKind = {
  name: 'SQLite',
  create: async (count, folder) => times(count, (i) => ({ url: `sqlite:${join(folder, `${i}.db`)}`, drop })),
}

export const mysql = ({ name, url }: MysqlServer): StoreKind => ({
  name,
  create: (count) => Promise.all(times(count, () => freshDatabase(url))),
})
