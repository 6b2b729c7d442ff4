import { describe, expect, inject } from 'vitest'
import { client, codeOf, sendTo } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import { test } from '../support/server-fixtures.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { faultProxy } from '../support/servers/fault-proxy.ts'
import { underLoad } from './under-load.ts'

describe.each(inject('mysqlServers'))('while $name', ({ url: server }) => {
  test.for(['is stopped', 'hangs'])(
    '%s, customers are served for up to 5 s and then refused, until it is back',
    async (fault, { open, onTestFinished }) => {
      const { url, drop } = await freshDatabase(server)
      onTestFinished(drop)
      const proxy = await faultProxy(url)
      onTestFinished(proxy.close)
      const shop = await open({ DATABASE_URL: proxy.url })
      const ada = await customer(sendTo([shop.url]))
      // Of a user, and refused as invalid before anything is read.
      const ask = async () => codeOf(await ada.put('/cart/items/1', {}))
      expect(await ask()).toBe('invalid')

      const start = performance.now()
      const seconds = () => (performance.now() - start) / 1_000
      if (fault === 'is stopped') await proxy.close()
      else {
        proxy.freezeAt('BEGIN')
        expect(codeOf(await ada.post('/add-to-cart', { product_id: 1, quantity: 1 }))).toBe('unavailable')
      }
      const answer = async () => ({ code: await ask(), at: seconds() })
      await underLoad(20, answer, async (answers) => {
        await expect.poll(seconds, { timeout: 10_000 }).toBeGreaterThan(7)
        const codes = (from: number, to: number) =>
          new Set(answers.flatMap(({ at, code }) => (at > from && at < to ? code : [])))
        expect(codes(0, 3.5)).toEqual(new Set(['invalid']))
        expect(codes(5.2, 7)).toEqual(new Set(['unavailable']))
        expect((await client(sendTo([shop.url])).get('/livez')).status).toBe(200)

        if (fault === 'hangs') await proxy.close()
        const back = await faultProxy(url, Number(new URL(proxy.url).port))
        onTestFinished(back.close)
        await expect.poll(() => answers.at(-1)?.code, { timeout: 10_000 }).toBe('invalid')
      })
      expect((await ada.get('/me')).status).toBe(200)
    },
  )
})
