import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, inject } from 'vitest'
import { sendTo } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import { kiosk, kioskCommand, LISTENING, launch, SECRET, type Server } from '../support/server-process.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { execute } from '../support/servers/mysql-server.ts'
import { test } from './in-folder.ts'

/** What an operator reads who starts the shop like this: the last line, one sentence, after which nothing runs. */
const sentence = async (folder: string, env: Readonly<Record<string, string>>): Promise<string> => {
  const { code, out, err } = await kiosk({ folder, env: { STARTUP_TIMEOUT: '0', JWT_SECRET: SECRET, ...env } })
  expect({ code, out }).toEqual({ code: 1, out: expect.not.stringContaining('Kiosk is open') })
  expect(err).toMatch(/^kiosk: [^\n]+\n$/)
  expect(err).not.toMatch(/hunter2|node_modules|\.ts:/)
  return err
}

describe.concurrent('a shop that cannot open says what, where, and what to do next', () => {
  test.for([
    ['a folder that is not there', 'sqlite:no/such/folder/kiosk.db', 'no/such/folder/kiosk.db'],
    ['a file that may not be written', 'sqlite:/proc/version', '/proc/version'],
    ['a file that is something else', 'sqlite:/etc/hostname', '/etc/hostname'],
    ['a folder', 'sqlite:/tmp', '/tmp'],
  ] as const)('%s', async ([, DATABASE_URL, where], { folder }) => {
    expect(await sentence(folder, { DATABASE_URL })).toMatch(
      new RegExp(`${where} cannot be opened .*: name a file that`),
    )
  })

  test('a database that nobody answers for', async ({ folder }) => {
    const said = await sentence(folder, { DATABASE_URL: 'mysql://kiosk:hunter2@127.0.0.1:1/kiosk' })
    expect(said).toMatch(/ECONNREFUSED 127\.0\.0\.1:1, .*: start it, or correct DATABASE_URL/)
  })

  test('an address without a database', async ({ folder }) => {
    const said = await kiosk({ folder, env: { DATABASE_URL: 'mysql://kiosk:hunter2@127.0.0.1:3306' } })
    expect(said).toMatchObject({ code: 1, err: expect.stringMatching(/DATABASE_URL must be .*, for example/) })
  })

  test.for(inject('mysqlServers'))(
    '$name: a wrong password, and a database that is not there',
    async ({ url }, { folder }) => {
      const wrong = new URL(url)
      wrong.password = 'hunter2'
      wrong.pathname = '/kiosk'
      const where = `the database at ${wrong.host} refuses user ${wrong.username}`
      expect(await sentence(folder, { DATABASE_URL: wrong.href })).toContain(`${where}: correct user and password`)

      const nowhere = new URL(url)
      nowhere.pathname = '/kiosk_nowhere'
      const missing = `there is no database kiosk_nowhere at ${nowhere.host}: create it`
      expect(await sentence(folder, { DATABASE_URL: nowhere.href })).toContain(missing)
    },
  )

  test.for(inject('mysqlServers'))('$name: a migration that was changed', async ({ url: server }, { folder }) => {
    const { url, drop } = await freshDatabase(server)
    await kiosk({ folder, env: { DATABASE_URL: url } }, 'migrate')
    await execute(url, "UPDATE schema_migrations SET checksum = REPEAT('0', 64)")
    const said = await sentence(folder, { DATABASE_URL: url })
    await drop()
    expect(said).toMatch(/migration 1 "shop" was changed after it was applied .*: restore its text and put/)
  })
})

/** A database server that takes connections and never says a word. */
const silent = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `mysql://kiosk:kiosk@127.0.0.1:${port}/kiosk`, port, close: () => server.close() }
}

describe('a shop whose database is not there yet', () => {
  test.for(inject('mysqlServers'))(
    'waits for $name, says for what, and opens when it comes',
    async ({ url: server }, { folder, onTestFinished }) => {
      const { url: behindIt, drop } = await freshDatabase(server)
      const { port, close } = await silent()
      close()
      const late = new URL(behindIt)
      const behind = Number(late.port)
      late.port = String(port)
      const [command, ...args] = kioskCommand()
      const env = { DATABASE_URL: late.href, NODE_ENV: 'production', PORT: '0', JWT_SECRET: SECRET }
      const { child, ended, output } = launch(command, args, { folder, env })
      onTestFinished(async () => {
        child.kill('SIGKILL')
        await ended
      })
      const reason = `the database is away: connect ECONNREFUSED 127.0.0.1:${port}`
      await expect.poll(output, { timeout: 20_000 }).toContain(`"event":"waiting","reason":"${reason}"`)
      // The database comes up where the shop is looking for it.
      const relay = createServer((socket) => {
        import('node:net').then(({ connect }) => {
          const there = connect(behind, late.hostname)
          socket.pipe(there).pipe(socket)
          for (const end of [socket, there]) end.on('error', () => end.destroy())
        })
      }).listen(port, '127.0.0.1')
      const listening = () => LISTENING.exec(output())?.[1]
      await expect.poll(listening, { timeout: 20_000 }).toBeDefined()
      const url = listening()
      expect((await fetch(`${url}/readyz`)).status).toBe(200)

      // And while it is frozen, clients are told so soon, and nobody restarts the shop for it.
      relay.removeAllListeners('connection')
      const start = performance.now()
      const answer = await fetch(`${url}/readyz`)
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '1'])
      expect(performance.now() - start).toBeLessThan(1_500)
      expect((await fetch(`${url}/livez`)).status).toBe(200)
      child.kill('SIGKILL')
      await ended
      relay.close()
      await drop()
    },
  )
})

/** What a newer version leaves in the journal of its migrations. */
const TOMORROW = "INSERT INTO schema_migrations SELECT MAX(number) + 1, 'tomorrow', 'x', 0 FROM schema_migrations"

describe('a shop whose store was migrated by a newer version', () => {
  /** Starts on such a store, says so once, and serves. */
  const startsWithWarning = async (server: Server): Promise<void> => {
    const events = server
      .output()
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? JSON.parse(line) : []))
    expect(events.filter(({ event }) => event === 'newer_migrations')).toEqual([
      {
        time: expect.any(String),
        level: 'warn',
        event: 'newer_migrations',
        migrations: expect.stringContaining('"tomorrow"'),
      },
    ])
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    await customer(sendTo([server.url]), 'ada')
  }

  test('starts and serves, with a warning', async ({ folder, open }) => {
    await kiosk({ folder }, 'migrate')
    const database = new DatabaseSync(join(folder, 'kiosk.db'))
    database.exec(TOMORROW)
    database.close()
    await startsWithWarning(await open())
    // Nothing is left to do, and that is no error either.
    const { code, out } = await kiosk({ folder }, 'migrate')
    expect({ code, out }).toEqual({ code: 0, out: 'Nothing to migrate: all is in place.\n' })
  })

  test.for(inject('mysqlServers'))(
    'starts and serves on $name too',
    async ({ url: server }, { folder, open, onTestFinished }) => {
      const { url, drop } = await freshDatabase(server)
      onTestFinished(drop)
      const env = { DATABASE_URL: url, NODE_ENV: 'production' }
      await kiosk({ folder, env }, 'migrate')
      await execute(url, TOMORROW)
      await startsWithWarning(await open(env))
    },
  )
})

test('a store whose tables are no longer those of this version is not ready, but newer ones beside them are no matter', async ({
  folder,
  open,
}) => {
  const shop = await open()
  const database = new DatabaseSync(join(folder, 'kiosk.db'))
  database.exec(TOMORROW)
  expect((await fetch(`${shop.url}/readyz`)).status).toBe(200)
  database.exec("UPDATE schema_migrations SET checksum = 'x' WHERE number = 1")
  expect((await fetch(`${shop.url}/readyz`)).status).toBe(503)
  expect((await fetch(`${shop.url}/livez`)).status).toBe(200)
  expect(shop.output()).toContain('migration 1 \\"shop\\" was changed')
  database.close()
})

test('a metrics port that is taken keeps the shop from opening, and says which setting to change', async ({
  folder,
  open,
}) => {
  const { url } = await open()
  const { port } = new URL(url)
  const said = await sentence(folder, { PORT: '0', METRICS_PORT: port })
  expect(said).toBe(`kiosk: cannot listen on port ${port} (EADDRINUSE): free it, or set METRICS_PORT to another one\n`)
})
