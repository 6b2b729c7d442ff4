import { describe, inject } from 'vitest'
import { mysqlPool } from '../../src/adapters/mysql/connection.ts'
import { codeOf, sendTo } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import { addToCart, importDemo, LAMP } from '../support/demo-catalogue.ts'
import { test as base } from '../support/server-fixtures.ts'
import { kiosk } from '../support/server-process.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { faultProxy } from '../support/servers/fault-proxy.ts'
import { freePort } from '../support/servers/free-port.ts'

describe.each(inject('mysqlServers'))('when $name freezes', ({ url: server }) => {
  const test = base.extend('proxy', async ({ task: _ }, { onCleanup }) => {
    const { url, drop } = await freshDatabase(server)
    const proxy = await faultProxy(url)
    onCleanup(async () => {
      await proxy.close()
      await drop()
    })
    return proxy
  })

  // `migrate` waits 20 s for a server that may be rebuilding a table, and then 10 s to release its lease.
  test.concurrent('during a migration, the process ends with one sentence and exit code 1', async ({
    expect,
    folder,
    proxy,
  }) => {
    proxy.freezeAt('applied_at BIGINT NOT NULL\n)')
    const env = { DATABASE_URL: proxy.url, STARTUP_TIMEOUT: '1' }
    const { code, err } = await kiosk({ folder, env }, 'migrate')
    expect(code).toBe(1)
    expect(err).toMatch(/^kiosk: the database does not answer .*, for 1 s now: start it, or correct DATABASE_URL$/m)
  })

  test.concurrent('at a COMMIT, answers 70 checkouts within 2 s: one outcome_unknown, the others unavailable', async ({
    expect,
    folder,
    open,
    proxy,
  }) => {
    const metricsPort = await freePort()
    const env = { DATABASE_URL: proxy.url, METRICS_PORT: String(metricsPort) }
    await importDemo({ folder, env })
    const { url, output } = await open(env)
    const ada = await customer(sendTo([url]), 'ada')
    await addToCart(ada, LAMP)
    proxy.freezeAt('COMMIT')
    const start = performance.now()
    // One goes ahead, 64 are the next batch, and the others wait for a third.
    const checkouts = Array.from({ length: 70 }, async () => {
      const answer = await ada.post('/checkout')
      return { refusal: `${answer.status} ${codeOf(answer)}`, ms: performance.now() - start }
    })
    const metrics = async () => (await fetch(`http://localhost:${metricsPort}/metrics`)).text()
    await expect.poll(metrics).toMatch(/^kiosk_http_requests_in_flight [1-9]/m)
    await expect.poll(metrics).toContain('kiosk_pool_in_use 1\n')
    const answers = await Promise.all(checkouts)
    for (const { ms } of answers) expect(ms).toBeLessThan(2_000)
    const refusals = ['503 outcome_unknown', ...Array(69).fill('503 unavailable')]
    expect(answers.map(({ refusal }) => refusal).sort()).toEqual(refusals)
    const logged = () =>
      Array.from(output().matchAll(/"event":"unavailable".*"outcome":"(\w+)"/g), ([, found]) => found)
    await expect.poll(() => logged().sort()).toEqual([...Array(69).fill('nothing_happened'), 'unknown'])
  })

  test.concurrent('for a moment, a greeting that comes late closes the circuit again', async ({
    expect,
    proxy,
    onTestFinished,
  }) => {
    const pool = mysqlPool(proxy.url, { connectionLimit: 2, acquireTimeoutMs: 1_500, statementTimeoutMs: 5_000 })
    onTestFinished(pool.close)
    const { connection } = await pool.start((started) => started.command('BEGIN'))
    proxy.delayGreeting(700)
    const slept = await connection.all('SELECT SLEEP(3)').catch(String)
    connection.destroy()
    expect(slept).toContain('does not answer')
    // Long before the 3 s of an open circuit are over.
    const select = async () => (await pool.start((started) => started.all('SELECT 1'))).connection.destroy()
    await expect.poll(() => select().then(() => 'answered', String), { timeout: 1_500 }).toBe('answered')
    for (let i = 0; i < 3; i++) await select()
  })
})
