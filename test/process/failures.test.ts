import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, inject } from 'vitest'
import { freshDatabase } from '../servers/database.ts'
import { execute } from '../servers/mysql-server.ts'
import { test } from './in-folder.ts'
import { kiosk, SECRET, serve } from './kiosk.ts'

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
    async ({ url: server }, { folder }) => {
      const { url, drop } = await freshDatabase(server)
      const { port, close } = await silent()
      close()
      const late = new URL(url)
      const behind = Number(late.port)
      late.port = String(port)
      const opening = serve({ folder, env: { DATABASE_URL: late.href, NODE_ENV: 'production' } })
      await sleep(700)
      // The database comes up where the shop is looking for it.
      const relay = createServer((socket) => {
        import('node:net').then(({ connect }) => {
          const there = connect(behind, late.hostname)
          socket.pipe(there).pipe(socket)
          for (const end of [socket, there]) end.on('error', () => end.destroy())
        })
      }).listen(port, '127.0.0.1')
      const shop = await opening
      expect(shop.output()).toContain(
        `"event":"waiting","reason":"the database is away: connect ECONNREFUSED 127.0.0.1:${port}"`,
      )
      expect((await fetch(`${shop.url}/readyz`)).status).toBe(200)

      // And while it is frozen, whoever asks is told so soon, and nobody restarts the shop for it.
      relay.removeAllListeners('connection')
      const start = performance.now()
      const answer = await fetch(`${shop.url}/readyz`)
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '1'])
      expect(performance.now() - start).toBeLessThan(1_500)
      expect((await fetch(`${shop.url}/livez`)).status).toBe(200)
      await shop.end('SIGKILL')
      relay.close()
      await drop()
    },
  )
})

test('a store whose tables are no longer those of this version is not ready, but newer ones beside them are no matter', async ({
  folder,
  open,
}) => {
  const shop = await open()
  const database = new DatabaseSync(join(folder, 'kiosk.db'))
  database.exec("INSERT INTO schema_migrations VALUES (2, 'tomorrow', 'x', 0)")
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
