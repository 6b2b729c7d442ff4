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
    ['sqlite:mysql://kiosk:hunter2@db/kiosk', 'the database file mysql://***@db/kiosk', 'name a file that'],
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
