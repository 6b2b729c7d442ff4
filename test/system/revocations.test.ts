import { expect } from 'vitest'
import { client, codeOf, sendTo } from '../support/client.ts'
import { customers } from '../support/customers.ts'
import { test } from '../support/server-fixtures.ts'
import { faultProxy } from '../support/servers/fault-proxy.ts'
import { persistentStores } from '../support/stores.ts'
import { underLoad } from './under-load.ts'

const RATE = 550

test.for(persistentStores)(
  'a log-out is known within 1.1 s to another server that reads the store once a second for 500 requests, on $name',
  async ({ database }, { folder: _, open, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const proxy = url.startsWith('mysql:') ? await faultProxy(url) : undefined
    onTestFinished(async () => proxy?.close())
    const [one, other] = [await open({ DATABASE_URL: url }), await open({ DATABASE_URL: proxy?.url ?? url })]
    const [leaving, staying] = [await customers(sendTo([one.url]), 4), await customers(sendTo([one.url]), 4)]
    // Of a user, and refused as invalid before anything is read.
    const askOther = ({ token = '' } = {}) => client(sendTo([other.url]), token).put('/cart/items/1', {})

    const before = proxy?.statements.length
    const askStaying = (i: number) => askOther(staying[i % staying.length])
    const { seconds, answers } = await underLoad(RATE, askStaying, async (answers) => {
      await expect.poll(() => answers.length, { timeout: 10_000 }).toBeGreaterThan(1_000)
      for (const customer of leaving) {
        expect(codeOf(await askOther(customer))).toBe('invalid')
        expect((await customer.post('/logout')).status).toBe(204)
        const loggedOut = performance.now()
        const isRefused = async () => codeOf(await askOther(customer)) === 'token_invalid'
        while (!(await isRefused())) expect(performance.now() - loggedOut).toBeLessThan(1_100)
      }
    })

    expect(new Set(answers.map(codeOf))).toEqual(new Set(['invalid']))
    expect(answers.length / seconds).toBeGreaterThan(500)
    if (proxy) {
      // But what sets a connection up.
      const reads = proxy.statements.slice(before).filter((statement) => !statement.startsWith('SET '))
      expect(new Set(reads)).toEqual(new Set(['SELECT id, ended_at FROM ended_sessions WHERE ended_at >= ?']))
      expect(reads.length).toBeLessThanOrEqual(seconds + 1)
    }
  },
)
