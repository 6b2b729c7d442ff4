import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe } from 'vitest'
import type { MigratableStore } from '../../src/adapters/sql/migrations.ts'
import { openFile, sqliteConnection } from '../../src/adapters/sqlite/connection.ts'
import { type SqliteOptions, sqliteStore } from '../../src/adapters/sqlite/store.ts'
import { durabilityContract } from './durability.ts'
import { hold } from './hold.ts'
import { migrationRunsContract } from './migration-runs.ts'
import { migrationsContract } from './migrations.ts'
import { sqliteMigrationsContract } from './sqlite-migrations.ts'
import { storeContracts } from './store-contracts.ts'

describe('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-sqlite-'))
  const opened: MigratableStore[] = []
  const open = (path: string, options: SqliteOptions = {}): MigratableStore => {
    const store = sqliteStore(path, options)
    opened.push(store)
    return store
  }
  let files = 0
  const newFile = () => join(folder, `${++files}.db`)
  const openTwo = async () => {
    const path = newFile()
    return [open(path), open(path)] as const
  }
  const [store, twin] = await openTwo()
  const beside: DatabaseSync[] = []
  const openBeside = async () => {
    const path = newFile()
    const opened = open(path)
    const database = new DatabaseSync(path)
    beside.push(database)
    return { store: opened, execute: async (statement: string) => database.exec(statement) }
  }
  const executor = async () => {
    const { writer, reader } = openFile(newFile())
    beside.push(writer, reader)
    return sqliteConnection(writer, async () => undefined)
  }

  beforeAll(() => store.migrate())
  afterAll(async () => {
    await Promise.all(opened.map((each) => each.close()))
    for (const database of beside) database.close()
    await rm(folder, { recursive: true })
  })

  hold(storeContracts, () => ({ store, twin }))
  hold({ migrations: migrationsContract, durability: durabilityContract }, () => ({ openTwo }))
  hold({ 'migration runs': migrationRunsContract }, () => ({ openBeside, executor }))
  hold({ 'migrations of SQLite': sqliteMigrationsContract }, () => ({ newFile, open }))
})
