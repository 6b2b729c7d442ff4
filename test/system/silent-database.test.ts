import { describe, expect, inject } from 'vitest'
import { mysqlPool } from '../../src/adapters/mysql/connection.ts'
import { added, expected } from '../support/bodies.ts'
import { at, inBatches, sendTo } from '../support/client.ts'
import { customers } from '../support/customers.ts'
import { kiosk } from '../support/server-process.ts'
import { importDemo } from './import-demo.ts'
import { testOnRelay } from './on-relay.ts'

const BAG = 3

describe.each(inject('mysqlServers'))('when $name falls silent', ({ url: server }) => {
  const test = testOnRelay(server)

  test('at a COMMIT, all who gather behind that are told within 2 s, and those who may have bought are told so', async ({
    folder,
    open,
    way,
  }) => {
    const metricsPort = 20_000 + Math.floor(Math.random() * 10_000)
    const env = { DATABASE_URL: way.url, METRICS_PORT: String(metricsPort) }
    await importDemo({ folder, env })
    const { url, output } = await open(env)
    // One goes ahead, sixty-four are the next group, and some have to wait for a third.
    const buyers = await customers(sendTo([url]), 70)
    await inBatches(buyers, 35, async (buyer) =>
      expected(await buyer.post('/add-to-cart', { product_id: BAG, quantity: 1 }), 200, added),
    )
    way.freezeAt('COMMIT')
    const begun = performance.now()
    const told = Promise.all(
      buyers.map(async (buyer) => {
        const { status, body } = await buyer.post('/checkout')
        return { status, code: at(body, 'code'), ms: performance.now() - begun }
      }),
    )
    const metrics = async () => (await fetch(`http://localhost:${metricsPort}/metrics`)).text()
    await expect.poll(metrics).toContain('kiosk_pool_in_use 1\n')
    const answers = await told
    for (const { status, code, ms } of answers) {
      expect([status, code]).toEqual([503, expect.stringMatching(/^(unavailable|outcome_unknown)$/)])
      expect(ms).toBeLessThan(2_000)
    }
    expect(answers.filter(({ code }) => code === 'outcome_unknown')).toHaveLength(1)
    const unavailable = () =>
      Array.from(output().matchAll(/^\{.*"event":"unavailable".*\}$/gm), ([line]) => JSON.parse(line))
    await expect.poll(() => unavailable().length).toBe(70)
    expect(unavailable().filter(({ outcome }) => outcome === 'unknown')).toHaveLength(1)
    expect(unavailable().filter(({ outcome }) => outcome === 'nothing_happened')).toHaveLength(69)
  })

  test('as a process is to begin, that ends with a sentence and exit code 1', async ({ folder, way }) => {
    way.freezeAt('AS held')
    const env = { DATABASE_URL: way.url, STARTUP_TIMEOUT: '1' }
    const { code, err } = await kiosk({ folder, env }, 'migrate')
    expect(code).toBe(1)
    expect(err).toMatch(/^kiosk: the database answers nobody, .*, for 1 s now: start it, or correct DATABASE_URL$/m)
  })

  test('for a moment, that ends: a slow greeting is no silence for ever', async ({ way }) => {
    const pool = mysqlPool(way.url, { connectionLimit: 2, acquireTimeoutMs: 1_500, statementTimeoutMs: 5_000 })
    const { connection } = await pool.start((started) => started.command('BEGIN'))
    way.greetAfter(700)
    await expect(connection.all('SELECT SLEEP(3)')).rejects.toThrow('answers nobody')
    connection.destroy()
    // The greeting that came too late closes the circuit, long before its 3 s are over.
    const select = async () => (await pool.start((started) => started.all('SELECT 1'))).connection.destroy()
    await expect.poll(() => select().then(() => 'answered', String), { timeout: 1_500 }).toBe('answered')
    for (let i = 0; i < 3; i++) await select()
    await pool.close()
  })
})
