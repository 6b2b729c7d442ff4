import { migrate } from '../../src/adapters/mysql/migrate.ts'
import { shop } from '../../src/adapters/mysql/migrations/0001-shop.ts'
import { keys } from '../../src/adapters/mysql/migrations/0002-keys.ts'
import type { Executor } from '../../src/adapters/sql/executor.ts'
import type { Migration } from '../../src/adapters/sql/migrations.ts'
import { faultProxy } from '../support/servers/fault-proxy.ts'
import { execute } from '../support/servers/mysql-server.ts'
import type { Contract } from './contract.ts'
import { assert, equal, rejected } from './expect.ts'

export type MysqlMigrationsHarness = {
  /** The URL of a new, empty database. */
  newDatabase(): Promise<string>
}

const lamps = (step: (executor: Executor) => Promise<void>): Migration => ({
  number: 1,
  name: 'lamps',
  statements: ['CREATE TABLE IF NOT EXISTS lamps (id INT NOT NULL PRIMARY KEY) ENGINE = InnoDB'],
  step: async (executor) => {
    await step(executor)
    return []
  },
})

const secondsLeft = async (url: string): Promise<number> => {
  const difference = 'TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), expires_at)'
  const [row] = await execute(url, `SELECT ${difference} AS s FROM migration_lease`)
  return Number(row?.s)
}

const otherHolder = "'another process', UTC_TIMESTAMP(3) + INTERVAL 1 SECOND"

export const mysqlMigrationsContract: Contract<MysqlMigrationsHarness> = {
  'waits for the lease of another process, takes it when it has expired, and gives it back': async ({
    newDatabase,
  }) => {
    const url = await newDatabase()
    const migrations = [lamps(async () => undefined)]
    await migrate(url, migrations)
    await execute(url, 'DELETE FROM schema_migrations')
    const start = performance.now()
    await execute(url, `INSERT INTO migration_lease VALUES (1, ${otherHolder})`)
    equal(await migrate(url, migrations), { applied: ['lamps'], newer: [], notes: [] })
    assert(performance.now() - start >= 1_000, 'the lease had expired')
    equal(await execute(url, 'SELECT * FROM migration_lease'), [])
  },

  'renews its lease before each statement': async ({ newDatabase }) => {
    const url = await newDatabase()
    const step = async (executor: Executor) => {
      await execute(url, 'UPDATE migration_lease SET expires_at = UTC_TIMESTAMP(3)')
      await executor.run('INSERT INTO lamps (id) VALUES (1)')
      assert((await secondsLeft(url)) > 25, 'the lease has been renewed')
    }
    await migrate(url, [lamps(step)])
  },

  'stops when it has lost its lease, and goes on when it gets it again': async ({ newDatabase }) => {
    const url = await newDatabase()
    let runs = 0
    const step = async (executor: Executor) => {
      equal(await execute(url, 'SELECT * FROM lamps'), [], `what run ${++runs} finds`)
      if (runs === 1) await execute(url, `REPLACE INTO migration_lease VALUES (1, ${otherHolder})`)
      const insert = executor.run('INSERT INTO lamps (id) VALUES (1)')
      if (runs === 1) throw await rejected(insert, 'a statement without the lease')
      await insert
    }
    equal(await migrate(url, [lamps(step)]), { applied: ['lamps'], newer: [], notes: [] })
    equal(runs, 2, 'how often the step ran')
  },

  'begins again when a cluster has rolled a statement of it back': async ({ newDatabase }) => {
    const url = await newDatabase()
    const proxy = await faultProxy(url)
    const conflict = { errno: 1180, state: 'HY000', message: "Got error 149 - 'Lock deadlock' during COMMIT" }
    const ends = [
      'expires_at DATETIME(3) NOT NULL\n) ENGINE = InnoDB',
      'applied_at BIGINT NOT NULL\n)',
      'lamps SET id = 1',
    ]
    for (const at of ends) proxy.refused.push({ at, ...conflict })
    const step = async ({ run }: Executor) => void (await run('REPLACE INTO lamps SET id = 1'))
    try {
      equal(await migrate(proxy.url, [lamps(step)]), { applied: ['lamps'], newer: [], notes: [] })
      equal(proxy.refused, [])
    } finally {
      await proxy.close()
    }
  },

  'applies its migrations when it was killed after any of their statements': async ({ newDatabase }) => {
    const migrations = [shop, keys]
    for (const [at, { name, statements }] of migrations.entries()) {
      const applied = migrations.slice(at).map((each) => each.name)
      for (const done of [1, Math.ceil(statements.length / 2), statements.length]) {
        const url = await newDatabase()
        // With the history and the lease, as after a kill.
        await migrate(url, [{ number: 0, name: 'none', statements: [] }])
        await execute(url, 'DELETE FROM schema_migrations')
        if (at > 0) await migrate(url, migrations.slice(0, at))
        for (const statement of statements.slice(0, done)) await execute(url, statement)
        equal(await migrate(url, migrations), { applied, newer: [], notes: [] }, `${done} statements of ${name}`)
      }
    }
  },
}
