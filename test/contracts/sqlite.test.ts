import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sqliteConnection, yieldingToEventLoop } from '../../src/adapters/sqlite/connection.ts'
import { sqliteDialect } from '../../src/adapters/sqlite/dialect.ts'
import { openFile } from '../../src/adapters/sqlite/file.ts'
import { shop } from '../../src/adapters/sqlite/migrations/0001-shop.ts'
import { idsOnce } from '../../src/adapters/sqlite/migrations/0002-ids-once.ts'
import { type SqliteOptions, sqliteStore } from '../../src/adapters/sqlite/store.ts'
import { runAll } from '../support/clean-ups.ts'
import { durabilityContract } from './durability.ts'
import { keysContract } from './keys.ts'
import { migrationRunsContract } from './migration-runs.ts'
import { migrationsContract } from './migrations.ts'
import { sqliteMigrationsContract } from './sqlite-migrations.ts'
import { storeContracts } from './store-contracts.ts'
import { testContracts } from './test-contracts.ts'

describe('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-sqlite-'))
  const opened: { close(): unknown }[] = []
  const closing = <T extends { close(): unknown }>(one: T): T => {
    opened.push(one)
    return one
  }
  let files = 0
  const newFile = () => join(folder, `${++files}.db`)
  const open = (path: string, options?: SqliteOptions) => closing(sqliteStore(path, options))
  const openTwo = async () => {
    const path = newFile()
    return [open(path), open(path)] as const
  }
  const openEmpty = async (path = newFile()) => {
    const store = open(path)
    const database = closing(new DatabaseSync(path))
    const rows = async (query: string) => database.prepare(query).all()
    const tables = () => rows('SELECT * FROM sqlite_schema')
    return { store, execute: async (statement: string) => database.exec(statement), rows, tables }
  }
  const openPrevious = async () => {
    const path = newFile()
    const previous = sqliteStore(path, { migrations: [shop, idsOnce] })
    await previous.migrate()
    await previous.close()
    return openEmpty(path)
  }
  const openMigrated = async () => {
    const opened = await openEmpty()
    await opened.store.migrate()
    return opened
  }
  const executor = async () => {
    const { writer, reader } = openFile(newFile())
    closing(reader)
    return sqliteConnection(closing(writer), async () => undefined)
  }
  const [store, twin] = await openTwo()

  beforeAll(() => store.migrate())
  afterAll(async () => {
    await runAll([() => rm(folder, { recursive: true }), ...opened.map((each) => () => each.close())])
  })

  const contracts = {
    ...storeContracts,
    migrations: migrationsContract,
    durability: durabilityContract,
    'migration runs': migrationRunsContract,
    'migrations of SQLite': sqliteMigrationsContract,
    keys: keysContract,
  }
  const dialect = sqliteDialect
  testContracts(contracts, () => ({
    ...{ store, twin, parallel: false, comparesSpaces: true },
    ...{ openTwo, openEmpty, openPrevious, openMigrated, executor, dialect, newFile, open },
  }))
})

test('work on SQLite that takes long leaves a turn of the event loop to others each time, however much waits', async () => {
  const yieldToEventLoop = yieldingToEventLoop()
  let [turns, working] = [0, true]
  const count = (): void => {
    turns++
    if (working) setImmediate(count)
  }
  setImmediate(count)
  const work = async () => {
    await yieldToEventLoop(0)
    for (const start = performance.now(); performance.now() - start < 6; );
  }
  await Promise.all(Array.from({ length: 10 }, work))
  working = false
  expect(turns).toBeGreaterThanOrEqual(10)
})
