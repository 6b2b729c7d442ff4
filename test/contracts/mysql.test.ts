import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { mysqlDialect } from '../../src/adapters/mysql/dialect.ts'
import { migrate } from '../../src/adapters/mysql/migrate.ts'
import { shop } from '../../src/adapters/mysql/migrations/0001-shop.ts'
import { mysqlStore } from '../../src/adapters/mysql/store.ts'
import { runAll } from '../support/clean-ups.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { execute } from '../support/servers/mysql-server.ts'
import { durabilityContract } from './durability.ts'
import { someProducts, UNKNOWN_ID } from './given.ts'
import { keysContract } from './keys.ts'
import { migrationRunsContract } from './migration-runs.ts'
import { migrationsContract } from './migrations.ts'
import { openMysqlExecutor } from './mysql-executor.ts'
import { mysqlMigrationsContract } from './mysql-migrations.ts'
import { storeContracts } from './store-contracts.ts'
import { testContracts } from './test-contracts.ts'

const servers = inject('mysqlServers')

test('CI has a MySQL server to test on', () => {
  expect(servers.length > 0 || !process.env.CI).toBe(true)
})

describe.each(servers)('$name', async ({ url: server }) => {
  const cleanUps: (() => Promise<unknown>)[] = []
  const newDatabase = async () => {
    const { url, drop } = await freshDatabase(server)
    cleanUps.push(drop)
    return url
  }
  const open = (url: string) => {
    const opened = mysqlStore(url)
    cleanUps.push(opened.close)
    return opened
  }
  const openTwo = async () => {
    const url = await newDatabase()
    return [open(url), open(url)] as const
  }
  const openEmpty = async () => {
    const url = await newDatabase()
    const run = (statement: string) => execute(url, statement)
    const here = 'WHERE table_schema = DATABASE() ORDER BY 1, 2'
    const columns = `SELECT table_name AS t, column_name AS c, column_type, column_default FROM information_schema.columns ${here}`
    const indexes = `SELECT table_name AS t, index_name AS i, column_name FROM information_schema.statistics ${here}, seq_in_index`
    const tables = async () => [await run(columns), await run(indexes)]
    return { url, store: open(url), execute: run, rows: run, tables }
  }
  const openPrevious = async () => {
    const opened = await openEmpty()
    await migrate(opened.url, [shop])
    return opened
  }
  const openMigrated = async () => {
    const opened = await openEmpty()
    await opened.store.migrate()
    return opened
  }
  const executor = async () => {
    const opened = openMysqlExecutor(await newDatabase())
    cleanUps.push(opened.end)
    return opened.executor
  }
  const [store, twin] = await openTwo()

  beforeAll(() => store.migrate())
  afterAll(async () => {
    await runAll(cleanUps)
  })

  // REPEATABLE READ, the servers' default, locks the gap in which it found nothing.
  test('locks a missing row without keeping others from adding one', async () => {
    const [locked, added] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const unit = store.unitOfWork.run(async ({ products }) => {
      await products.lock([UNKNOWN_ID])
      locked.resolve()
      await added.promise
    })
    await Promise.race([locked.promise, unit])
    try {
      expect(await someProducts(twin, [{}])).toHaveLength(1)
    } finally {
      added.resolve()
      await unit
    }
  })

  const contracts = {
    ...storeContracts,
    migrations: migrationsContract,
    durability: durabilityContract,
    'migration runs': migrationRunsContract,
    'migrations of MySQL': mysqlMigrationsContract,
    keys: keysContract,
  }
  const dialect = mysqlDialect
  testContracts(contracts, () => ({
    ...{ store, twin, parallel: true, comparesSpaces: false },
    ...{ newDatabase, openTwo, openEmpty, openPrevious, openMigrated, executor, dialect },
  }))
})
