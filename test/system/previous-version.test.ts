import { execFileSync } from 'node:child_process'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { expect } from 'vitest'
import { expected, placed } from '../support/bodies.ts'
import { sendTo } from '../support/client.ts'
import { customer, logIn, orderHistory } from '../support/customers.ts'
import { addToCart, importDemo, LAMP, stockOf } from '../support/demo-catalogue.ts'
import { test } from '../support/server-fixtures.ts'
import { persistentStores } from '../support/stores.ts'
import { root } from './documents.ts'

/** The commit whose replicas serve on while this version is rolled out. */
const PREVIOUS = '98210a8'

/** Extracts the previous version into this folder; answers its main.ts. */
const checkOutPrevious = async (folder: string): Promise<string> => {
  // A checkout in a container may have another owner.
  const archive = `git -c safe.directory='*' -C "$0" archive ${PREVIOUS} src package.json | tar -x -C "$1"`
  execFileSync('bash', ['-euo', 'pipefail', '-c', archive, root, folder], { stdio: 'pipe' })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return join(folder, 'src/main.ts')
}

test.for(persistentStores)(
  'the previous version serves the same customers on the tables of this one, on $name',
  async ({ database }, { folder, open, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const place = { folder, env: { DATABASE_URL: url } }
    await importDemo(place)
    const previous = await open(place.env, [process.execPath, await checkOutPrevious(folder)])
    const addresses = [previous.url]
    const send = sendTo(addresses)

    const ada = await customer(send, 'ada')
    await addToCart(ada, LAMP, 3)
    const checkout = () => ada.post('/checkout', undefined, { 'Idempotency-Key': 'k' })
    const bought = expected(await checkout(), 201, placed).order
    expect(await stockOf(send, LAMP)).toBe(97)

    // This version takes over, and accepts the previous one's token.
    addresses[0] = (await open(place.env)).url
    expect(await orderHistory(ada)).toEqual([bought])
    expect(await orderHistory(await logIn(send, 'ada'))).toEqual([bought])
    const replayed = await checkout()
    expect(replayed.headers.get('Idempotent-Replayed')).toBe('true')
    expect(expected(replayed, 201, placed).order).toEqual(bought)
    const grace = await customer(send, 'grace')
    await addToCart(grace, LAMP)

    // Rolled back: the previous version accepts a customer, a cart and a token of this one.
    addresses[0] = previous.url
    const sold = expected(await grace.post('/checkout'), 201, placed).order
    expect((await (await logIn(send, 'grace')).get('/orders')).body).toMatchObject({ orders: [sold] })
    expect(await stockOf(send, LAMP)).toBe(96)
    expect(await previous.end('SIGTERM')).toMatchObject({ code: 0, err: '' })
  },
)
