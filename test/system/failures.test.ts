import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, inject } from 'vitest'
import { test } from '../support/server-fixtures.ts'
import { kiosk, kioskCommand, LISTENING, launch, SECRET } from '../support/server-process.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { faultProxy } from '../support/servers/fault-proxy.ts'
import { freePort } from '../support/servers/free-port.ts'
import { execute } from '../support/servers/mysql-server.ts'
import { persistentStores } from '../support/stores.ts'

const startupError = async (folder: string, env: Readonly<Record<string, string>>): Promise<string> => {
  const { code, out, err } = await kiosk({ folder, env: { STARTUP_TIMEOUT: '0', JWT_SECRET: SECRET, ...env } })
  expect({ code, out }).toEqual({ code: 1, out: expect.not.stringContaining('Kiosk is open') })
  expect(err).toMatch(/^kiosk: [^\n]+\n$/)
  expect(err).not.toMatch(/hunter2|node_modules|\.ts:/)
  return err
}

describe.concurrent('a shop that cannot open names the fault and the remedy', () => {
  test.for([
    ['sqlite:no/such/folder/kiosk.db', 'no/such/folder/kiosk.db cannot be opened', 'name a file that'],
    ['sqlite:/proc/version', '/proc/version cannot be opened', 'name a file that'],
    ['sqlite:/etc/hostname', '/etc/hostname cannot be opened', 'name a file that'],
    ['mariadb://kiosk:hunter2@127.0.0.1:1/kiosk', 'ECONNREFUSED 127.0.0.1:1', 'start it, or correct DATABASE_URL'],
    ['mysql://kiosk:hunter2@127.0.0.1:1/kiosk', 'ECONNREFUSED 127.0.0.1:1', 'start it, or correct DATABASE_URL'],
  ] as const)('%s: %s, %s …', async ([DATABASE_URL, ...parts], { folder }) => {
    const error = await startupError(folder, { DATABASE_URL })
    for (const part of parts) expect(error).toContain(part)
  })

  test.for(inject('mysqlServers'))('$name: a wrong password, and no such database', async ({ url }, { folder }) => {
    const wrong = new URL('/kiosk_nowhere', url)
    const missing = `there is no database kiosk_nowhere at ${wrong.host}: create it`
    expect(await startupError(folder, { DATABASE_URL: wrong.href })).toContain(missing)
    wrong.password = 'hunter2'
    const refused = `the database at ${wrong.host} refuses user ${wrong.username}: correct user and password`
    expect(await startupError(folder, { DATABASE_URL: wrong.href })).toContain(refused)
  })

  test.for(['192.0.2.1', '2001:db8::1', 'nowhere.invalid'])(
    'the address %s, which is not ours',
    async (host, { folder }) => {
      for (const setting of ['HOST', 'METRICS_HOST']) {
        const env = { DATABASE_URL: 'memory:', PORT: '0', METRICS_PORT: '0', [setting]: host }
        const next = `set ${setting} to an address of this machine, or to nothing`
        const [start, code] = [`kiosk: cannot listen at ${host}`, '(EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN)']
        expect(await startupError(folder, env)).toMatch(new RegExp(`^${start} \\(${code}\\): ${next}\n$`))
      }
    },
  )

  test.for(persistentStores)('$name: a port that is taken', async ({ database }, { folder, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const port = await freePort()
    const taken = createServer().listen(port)
    onTestFinished(() => void taken.close())
    await once(taken, 'listening')
    for (const [setting, ports] of [
      ['PORT', { PORT: String(port) }],
      ['METRICS_PORT', { PORT: '0', METRICS_PORT: String(port) }],
    ] as const) {
      const error = `kiosk: cannot listen on port ${port} (EADDRINUSE): free it, or set ${setting} to another one\n`
      expect(await startupError(folder, { DATABASE_URL: url, ...ports })).toBe(error)
    }
  })
})

// Errors as MySQL 9.7 and MariaDB 10.11 report them.
const faults = [
  [1030, `Got error 28 - 'No space left on device' from storage engine`, 503, 'is full: free space there'],
  [1114, "The table 'orders' is full", 503, 'is full: free space there'],
  [1026, "Error writing file '/tmp/MYfd=42' (errno: 28 - No space left on device)", 503, 'is full: free space there'],
  [3, "Error writing file '/tmp/MYfd=42' (OS errno 28 - No space left on device)", 503, 'is full: free space there'],
  [1030, 'Got error 122 "Disk quota exceeded" from storage engine InnoDB', 503, 'is full: free space there'],
  [1146, "Table 'kiosk.products' doesn't exist", 503, 'restore a backup, or name an empty database'],
  [1461, "Can't create more than max_prepared_stmt_count statements", 503, 'raise its max_prepared_stmt_count'],
  [
    1709,
    'Index column size too large. The maximum column size is 767 bytes.',
    503,
    'innodb_default_row_format to DYNAMIC',
  ],
  [1820, 'You must reset your password using ALTER USER statement', 503, 'needs a new password: see to it'],
  [3159, 'Connections using insecure transport are prohibited', 503, 'takes TLS only: add ?ssl='],
  [1273, "Unknown collation: 'utf8mb4_bin'", 503, 'use MySQL 8.4, MariaDB 10.11, or later'],
  [1142, "SELECT command denied to user 'kiosk'@'%' for table 'products'", 503, 'grant it all on its database'],
  [1153, "Got a packet bigger than 'max_allowed_packet' bytes", 500, 'set its max_allowed_packet to 1M or more'],
  [1267, 'Illegal mix of collations (latin1_bin,IMPLICIT) and (utf8mb4_bin,COERCIBLE)', 500, 'convert it back'],
] as const

test.for(inject('mysqlServers'))(
  'what an operator has to correct in $name is a sentence, with the next step, of the log and of a command',
  async ({ url: server }, { folder, open, onTestFinished }) => {
    const { url, drop } = await freshDatabase(server)
    onTestFinished(drop)
    const proxy = await faultProxy(url)
    onTestFinished(proxy.close)
    const env = { DATABASE_URL: proxy.url, NODE_ENV: 'production', STARTUP_TIMEOUT: '9' }
    for (const [errno, message, , next] of faults) {
      proxy.refused.push({ at: 'applied_at BIGINT NOT NULL\n)', errno, state: 'HY000', message })
      expect(await startupError(folder, env)).toContain(next)
    }
    const { url: shop, output } = await open(env)
    for (const [errno, message, status, next] of faults) {
      proxy.refused.push({ at: 'p.id ASC LIMIT ?', errno, state: 'HY000', message })
      const before = output().length
      expect((await fetch(`${shop}/products`)).status).toBe(status)
      await expect.poll(() => output().slice(before)).toContain(next)
    }
    // A text that a table of another character set cannot hold: the log does not repeat it.
    await execute(url, 'ALTER TABLE users MODIFY email VARCHAR(254) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL')
    const email = '日本@example.com'
    const body = JSON.stringify({ email, username: 'ada', password: 'along the whole stack' })
    const headers = { 'Content-Type': 'application/json' }
    expect((await fetch(`${shop}/register`, { method: 'POST', headers, body })).status).toBe(500)
    await expect.poll(output).toContain('a table is not in utf8mb4_bin any more')
    expect(output()).not.toMatch(/日本|xE6/)
  },
)

test.for(inject('mysqlServers'))(
  'a shop that is started before $name waits for it, logs why, and opens',
  async ({ url: server }, { folder, onTestFinished }) => {
    const { url, drop } = await freshDatabase(server)
    onTestFinished(drop)
    const port = await freePort()
    const late = new URL(url)
    late.host = `127.0.0.1:${port}`
    const [command, ...args] = kioskCommand()
    const env = { DATABASE_URL: late.href, NODE_ENV: 'production', PORT: '0', JWT_SECRET: SECRET }
    const { child, ended, output } = launch(command, args, { folder, env })
    onTestFinished(async () => {
      child.kill('SIGKILL')
      await ended
    })
    const reason = `the database is unavailable: connect ECONNREFUSED ${late.host}`
    await expect.poll(output, { timeout: 20_000 }).toContain(`"event":"waiting","reason":"${reason}"`)
    const proxy = await faultProxy(url, port)
    onTestFinished(proxy.close)
    await expect.poll(output, { timeout: 20_000 }).toMatch(LISTENING)
    expect((await fetch(`${LISTENING.exec(output())?.[1]}/readyz`)).status).toBe(200)
  },
)

test('a store that a newer version has migrated is served; one whose migration was changed is not ready', async ({
  folder,
  open,
  onTestFinished,
}) => {
  await kiosk({ folder }, 'migrate')
  const database = new DatabaseSync(join(folder, 'kiosk.db'))
  onTestFinished(() => database.close())
  database.exec("INSERT INTO schema_migrations SELECT MAX(number) + 1, 'tomorrow', 'x', 0 FROM schema_migrations")
  const { url, output } = await open({ NODE_ENV: 'production' })
  const [warning = ''] = output().split('\n')
  const migrations = expect.stringContaining('"tomorrow"')
  expect(JSON.parse(warning)).toMatchObject({ level: 'warn', event: 'newer_migrations', migrations })
  const readiness = async () => (await fetch(`${url}/readyz`)).status
  expect(await readiness()).toBe(200)

  database.exec("UPDATE schema_migrations SET checksum = 'x' WHERE number = 1")
  expect(await readiness()).toBe(503)
  await expect.poll(output).toContain('migration 1 \\"shop\\" was changed')
  const changed = /migration 1 "shop" was changed after it was applied .*: restore its text and put/
  expect(await startupError(folder, {})).toMatch(changed)
})
