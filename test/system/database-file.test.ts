import { once } from 'node:events'
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { describe, expect } from 'vitest'
import { expected, placed } from '../support/bodies.ts'
import { sendTo } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import { addToCart, LAMP } from '../support/demo-catalogue.ts'
import { test } from '../support/server-fixtures.ts'
import { kiosk } from '../support/server-process.ts'

const ordersIn = (file: string): unknown => {
  using database = new DatabaseSync(file)
  return database.prepare('SELECT count(*) AS orders FROM orders').get()?.orders
}

const buy = async (url: string, name: string) => {
  const buyer = await customer(sendTo([url]), name)
  await addToCart(buyer, LAMP)
  expected(await buyer.post('/checkout'), 201, placed)
  return buyer
}

describe('the database file', () => {
  test.for([
    ['deleted', (file: string) => rm(file)],
    ['moved away', (file: string) => rename(file, `${file}.old`)],
    ['replaced', (file: string) => copyFile(file, `${file}.new`).then(() => rename(`${file}.new`, file))],
    ['left without its -wal', (file: string) => rm(`${file}-wal`), 1],
    ['left without its -shm', (file: string) => rm(`${file}-shm`), 1],
  ] as const)(
    '%s under a running shop: 503 to writes and readiness, within a second',
    async ([, lose], { folder, open }) => {
      const { url, output } = await open()
      const ada = await buy(url, 'ada')
      await lose(join(folder, 'kiosk.db'))
      await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 1_000 }).toBe(503)
      expect((await ada.post('/add-to-cart', { product_id: LAMP, quantity: 1 })).status).toBe(503)
      expect(await ada.get('/cart')).toMatchObject({ status: 200, body: { items: [] } })
      await expect.poll(output).toMatch(/kiosk\.db, its -wal or its -shm was removed or replaced while the shop ran/)
    },
  )

  test('is made by several at once, and opened by all', async ({ folder }) => {
    for (let round = 0; round < 20; round++) {
      const gate = new Int32Array(new SharedArrayBuffer(4))
      const workerData = { file: join(folder, `${round}.db`), gate }
      const threads = Array.from(
        { length: 4 },
        () => new Worker(new URL('open-at-once.ts', import.meta.url), { workerData }),
      )
      for (const said of await Promise.all(threads.map((thread) => once(thread, 'message'))))
        expect(said).toEqual(['ready'])
      const answers = threads.map((thread) => once(thread, 'message'))
      Atomics.store(gate, 0, 1)
      Atomics.notify(gate, 0)
      expect((await Promise.all(answers)).flat()).toEqual(Array(4).fill(undefined))
      await Promise.all(threads.map((thread) => thread.terminate()))
    }
  })

  test('behind a link: its -wal is watched, and looked for, where it is', async ({ folder, open }) => {
    await mkdir(join(folder, 'disk'))
    await symlink(join('disk', 'shop.db'), join(folder, 'kiosk.db'))
    await (await open()).end('SIGKILL')
    const second = await open()
    expect(second.output()).not.toContain('-wal')
    await rm(join(folder, 'disk', 'shop.db-wal'))
    await expect.poll(async () => (await fetch(`${second.url}/readyz`)).status, { timeout: 1_000 }).toBe(503)
  })

  test('put back under a running shop: it sells again', async ({ folder, open }) => {
    const { url } = await open()
    const file = join(folder, 'kiosk.db')
    await rename(file, `${file}.old`)
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 1_000 }).toBe(503)
    await rename(`${file}.old`, file)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    await buy(url, 'ada')
  })

  test('restored under a running shop: a second shop keeps its orders when the first one ends', async ({
    folder,
    open,
  }) => {
    const file = join(folder, 'kiosk.db')
    const first = await open()
    new DatabaseSync(file).exec(`VACUUM INTO '${file}.backup'`)
    for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix)
    await rename(`${file}.backup`, file)
    const second = await open()
    await buy(second.url, 'ada')
    expect(await first.end('SIGTERM')).toMatchObject({ code: 0 })
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
    await second.end('SIGKILL')
    expect(ordersIn(file)).toBe(1)
  })

  test('replaced by a backup under a running shop, which then ends: the next one has the backup, whole', async ({
    folder,
    open,
  }) => {
    const first = await open()
    const file = join(folder, 'kiosk.db')
    for (const name of ['ada', 'grace']) {
      await buy(first.url, name)
      if (name === 'ada') new DatabaseSync(file).exec(`VACUUM INTO '${file}.backup'`)
    }
    await rename(`${file}.backup`, file)
    await first.end('SIGTERM')
    await open()
    expect(ordersIn(file)).toBe(1)
    expect(new DatabaseSync(file).prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  })

  test('alone is a whole copy, soon after the last write; the shop says that it was not closed', async ({
    folder,
    open,
  }) => {
    const { url, end } = await open()
    await buy(url, 'ada')
    const copy = join(folder, 'copy.db')
    const copied = async () => {
      await copyFile(join(folder, 'kiosk.db'), copy)
      return ordersIn(copy)
    }
    await expect.poll(copied, { timeout: 5_000, interval: 200 }).toBe(1)
    const warned = /copy\.db was not closed and has no -wal: unless it is a backup/
    const migrate = async (DATABASE_URL: string) => (await kiosk({ folder, env: { DATABASE_URL } }, 'migrate')).err
    for (const suffix of ['', '-wal', '-shm']) await rm(copy + suffix, { force: true })
    await copied()
    await rm(`${copy}-wal`, { force: true })
    expect(await migrate('sqlite:copy.db')).toMatch(warned)
    expect(await migrate('sqlite:copy.db')).toBe('')
    // Closed, or killed with its -wal.
    await end('SIGKILL')
    expect(await migrate('sqlite:kiosk.db')).toBe('')
    expect((await readdir(folder)).filter((name) => name.startsWith('kiosk.db'))).toEqual(['kiosk.db'])
  })

  test('that lost everything with its -wal, before the first checkpoint, is named', async ({ folder, open }) => {
    const { end } = await open()
    await end('SIGKILL')
    await rm(join(folder, 'kiosk.db-wal'))
    expect((await open()).output()).toContain('kiosk.db was not closed and has no -wal')
  })

  test('of another application is refused, and not a byte of it changed', async ({ folder }) => {
    for (const table of ['users (email)', 'schema_migrations (version)', '"odd name" (id)']) {
      const file = join(folder, 'other.db')
      await rm(file, { force: true })
      new DatabaseSync(file).exec(`CREATE TABLE ${table}`)
      const before = await readFile(file)
      const { code, err } = await kiosk({ folder, env: { DATABASE_URL: 'sqlite:other.db' } }, 'migrate')
      expect(code).toBe(1)
      expect(err).toMatch(
        /^kiosk: the database file other\.db cannot be opened \(.*another application.*\): name a file/,
      )
      expect(await readFile(file)).toEqual(before)
      expect(await readdir(folder)).toEqual(['other.db'])
    }
  })

  test('that others may open is named at start', async ({ folder, open }) => {
    const first = await open()
    await first.end('SIGTERM')
    expect(first.output()).not.toContain('chmod')
    await chmod(join(folder, 'kiosk.db'), 0o666)
    expect((await open()).output()).toMatch(/every user of this machine may open.* chmod 600 kiosk\.db/)
  })
})
