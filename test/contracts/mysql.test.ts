import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { mysqlStore } from '../../src/adapters/mysql/store.ts'
import type { Store } from '../../src/application/ports/store.ts'
import { type Database, freshDatabase } from '../support/servers/database.ts'
import { execute } from '../support/servers/mysql-server.ts'
import { durabilityContract } from './durability.ts'
import { NOBODY, someProducts } from './given.ts'
import { hold } from './hold.ts'
import { migrationRunsContract } from './migration-runs.ts'
import { migrationsContract } from './migrations.ts'
import { mysqlSession } from './mysql-session.ts'
import { storeContracts } from './store-contracts.ts'

const servers = inject('mysqlServers')

test('CI has a MySQL server to test on', () => {
  expect(servers.length > 0 || !process.env.CI).toBe(true)
})

describe.each(servers)('$name', async ({ url }) => {
  const made: Database[] = []
  const opened: Store[] = []
  const openTwo = async () => {
    const database = await freshDatabase(url)
    made.push(database)
    const two = [mysqlStore(database.url), mysqlStore(database.url)] as const
    opened.push(...two)
    return two
  }
  const [store, twin] = await openTwo()
  const openBeside = async () => {
    const database = await freshDatabase(url)
    made.push(database)
    const beside = mysqlStore(database.url)
    opened.push(beside)
    return { store: beside, execute: (statement: string) => execute(database.url, statement) }
  }
  const sessions: { end(): Promise<unknown> }[] = []
  const executor = async () => {
    const database = await freshDatabase(url)
    made.push(database)
    const session = mysqlSession(database.url)
    sessions.push(session)
    return session.executor
  }

  beforeAll(() => store.migrate())
  afterAll(async () => {
    await Promise.all(opened.map((each) => each.close()))
    await Promise.all(sessions.map((each) => each.end()))
    await Promise.all(made.map((each) => each.drop()))
  })

  // REPEATABLE READ, the servers' own choice, locks the gap in which it found nothing.
  test('locks what is not there without keeping anyone from adding something', async () => {
    const [held, added] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const holding = store.unitOfWork.run(async ({ products }) => {
      await products.lock([NOBODY])
      held.resolve()
      await added.promise
    })
    await held.promise
    try {
      expect(await someProducts(twin, [{}])).toHaveLength(1)
    } finally {
      added.resolve()
      await holding
    }
  })

  hold(storeContracts, () => ({ store, twin }))
  hold({ migrations: migrationsContract, durability: durabilityContract }, () => ({ openTwo }))
  hold({ 'migration runs': migrationRunsContract }, () => ({ openBeside, executor }))
})
