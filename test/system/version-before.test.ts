import { execFileSync } from 'node:child_process'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect } from 'vitest'
import { lastingStores } from '../chaos/stores.ts'
import { added, cart, expected, placed, products } from '../support/bodies.ts'
import { client, sendTo } from '../support/client.ts'
import { customer, logIn, orderHistory } from '../support/customers.ts'
import { kiosk, serve } from '../support/server-process.ts'
import { importDemo } from './import-demo.ts'
import { test } from './in-folder.ts'

const root = join(import.meta.dirname, '../..')
/** Of the version before this one, whose replicas serve on while this one is rolled out. */
const BEFORE = '331205e'
const LAMP = 2

/** The version before in this folder, out of this repository's history; answers its main.ts. */
const versionBeforeIn = async (folder: string): Promise<string> => {
  // The owner of a checkout in a container may be someone else.
  const archive = `git -c safe.directory='*' -C "$0" archive ${BEFORE} src package.json | tar -x -C "$1"`
  execFileSync('bash', ['-euo', 'pipefail', '-c', archive, root, folder], { stdio: 'pipe' })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return join(folder, 'src/main.ts')
}

describe('the version before', () => {
  test.for(lastingStores)(
    'serves on the tables of this one, on $name, beside it and for the same customers',
    async ({ database }, { folder, open, onTestFinished }) => {
      const { url, drop } = await database()
      onTestFinished(drop)
      const place = { folder, env: { DATABASE_URL: url } }
      expect(await kiosk(place, 'migrate')).toMatchObject({ code: 0, out: expect.stringMatching(/^Applied /) })
      await importDemo(place)
      const before = await serve(place, [process.execPath, await versionBeforeIn(folder)])
      onTestFinished(async () => {
        await before.end('SIGKILL')
      })
      const addresses = [before.url]
      const send = sendTo(addresses)
      const stock = async () =>
        expected(await client(send).get('/products'), 200, products).find(({ id }) => id === LAMP)?.stock

      const ada = await customer(send, 'ada')
      expected(await ada.post('/add-to-cart', { product_id: LAMP, quantity: 3 }), 200, added)
      const checkout = () => ada.post('/checkout', undefined, { 'Idempotency-Key': 'k' })
      const bought = expected(await checkout(), 201, placed).order
      expect(bought).toMatchObject({ status: 'placed', items: [{ product_id: LAMP, quantity: 3 }], total: 16.47 })
      expect(await orderHistory(ada, 20)).toEqual([bought])
      expect(await stock()).toBe(97)

      // From here on this version has the word, with the token that the one before has issued.
      addresses[0] = (await open(place.env)).url
      expect(await orderHistory(ada, 20)).toEqual([bought])
      expect(await orderHistory(await logIn(send, 'ada'), 20)).toEqual([bought])
      const again = await checkout()
      expect(again.headers.get('Idempotent-Replayed')).toBe('true')
      expect(expected(again, 201, placed).order).toEqual(bought)
      expect(expected(await ada.get('/cart'), 200, cart).items).toEqual([])
      const grace = await customer(send, 'grace')
      expected(await grace.post('/add-to-cart', { product_id: LAMP, quantity: 1 }), 200, added)

      // And back: a customer, a cart and a token of this version, in that one.
      addresses[0] = before.url
      const sold = expected(await grace.post('/checkout'), 201, placed).order
      expect(await orderHistory(await logIn(send, 'grace'), 20)).toEqual([sold])
      expect(await stock()).toBe(96)
      expect(await before.end('SIGTERM')).toMatchObject({ code: 0, err: '' })
    },
  )
})
