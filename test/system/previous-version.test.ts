import { execFileSync } from 'node:child_process'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { expect } from 'vitest'
import { expected, type OrderBody, placed, products } from '../support/bodies.ts'
import { client, codeOf, sendTo } from '../support/client.ts'
import { customer, logIn, orderHistory, PASSWORD } from '../support/customers.ts'
import { addToCart, importDemo, LAMP, stockOf } from '../support/demo-catalogue.ts'
import { test } from '../support/server-fixtures.ts'
import { kiosk, launch } from '../support/server-process.ts'
import { persistentStores } from '../support/stores.ts'
import { root } from './documents.ts'

/** The commit whose replicas serve on while this version is rolled out. */
const PREVIOUS = '6b947f9'
/** Without what the previous version does not know. */
const asBefore = ({ ship_to: _, note: __, steps: ___, ...order }: OrderBody) => order

/** The last one that knew no keys of emails and searches. */
const WITHOUT_KEYS = 'd466add'

/** Extracts a version into this folder; answers its main.ts. */
const checkOut = async (commit: string, folder: string): Promise<string> => {
  // A checkout in a container may have another owner.
  const archive = `git -c safe.directory='*' -C "$0" archive ${commit} src package.json | tar -x -C "$1"`
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
    const previous = await open(place.env, [process.execPath, await checkOut(PREVIOUS, folder)])
    const addresses = [previous.url]
    const send = sendTo(addresses)

    const ada = await customer(send, 'ada')
    await addToCart(ada, LAMP, 3)
    const checkout = () => ada.post('/checkout', undefined, { 'Idempotency-Key': 'k' })
    const bought = expected(await checkout(), 201, placed).order
    expect(await stockOf(send, LAMP)).toBe(97)

    // This version takes over, and accepts the previous one's token.
    addresses[0] = (await open(place.env)).url
    expect((await orderHistory(ada)).map(asBefore)).toEqual([bought])
    expect((await orderHistory(await logIn(send, 'ada'))).map(asBefore)).toEqual([bought])
    const replayed = await checkout()
    expect(replayed.headers.get('Idempotent-Replayed')).toBe('true')
    expect(asBefore(expected(replayed, 201, placed).order)).toEqual(bought)
    const grace = await customer(send, 'grace')
    await addToCart(grace, LAMP)

    // Rolled back: the previous version accepts a customer, a session and a cart of this one.
    addresses[0] = previous.url
    const sold = expected(await grace.post('/checkout'), 201, placed).order
    expect(await orderHistory(grace)).toEqual([sold])
    expect(await stockOf(send, LAMP)).toBe(96)
    expect(await previous.end('SIGTERM')).toMatchObject({ code: 0, err: '' })
  },
)

test.for(persistentStores)(
  'customers and products that a version without keys adds are known to this one, and all after migrate, on $name',
  async ({ database }, { folder, open, onTestFinished }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const place = { folder, env: { DATABASE_URL: url } }
    await importDemo(place)
    const main = await checkOut(WITHOUT_KEYS, folder)
    const previous = await open(place.env, [process.execPath, main])
    const list = 'sku,name,price\nLAMP-01,Crème brûlée,1.00\nNEW-01,Straßenkarte,2.00\nNEW-02,Globe,3.00\n'
    await writeFile(join(folder, 'list.csv'), list)
    const imported = await launch(process.execPath, [main, 'import', 'list.csv'], place).ended
    expect(imported).toMatchObject({ code: 0, out: 'list.csv: 2 added, 1 updated, 0 skipped.\n' })
    for (const name of ['Ada', 'ΟΔΟΣ', 'Straße']) await customer(sendTo([previous.url]), name)

    const send = sendTo([(await open(place.env)).url])
    const { get, post } = client(send)
    const refusal = async (email: string, username: string) =>
      codeOf(await post('/register', { email, username, password: PASSWORD }))
    const found = async (words: string) =>
      expected(await get(`/products?q=${encodeURIComponent(words)}`), 200, products).map(({ name }) => name)
    await logIn(send, 'ADA')
    expect(await found('GLOBE')).toEqual(['Globe'])
    for (const name of ['Ada', 'ΟΔΟΣ', 'Straße']) {
      expect([name, await refusal(`${name}@example.com`, 'someone')]).toEqual([name, 'email_taken'])
    }
    expect(await previous.end('SIGTERM')).toMatchObject({ code: 0 })

    const { code, err } = await kiosk(place, 'migrate')
    expect([code, err.match(/mended the keys of \d \w+/g)]).toEqual([
      0,
      ['mended the keys of 1 emails', 'mended the keys of 2 products'],
    ])
    for (const name of ['ada', 'οδοσ', 'ΟΔΟΣ', 'STRAßE']) await logIn(send, name)
    for (const username of ['οδος', 'STRASSE']) {
      expect([username, await refusal('new@example.com', username)]).toEqual([username, 'username_taken'])
    }
    for (const [words, names] of [
      ['brulee creme', ['Crème brûlée']],
      ['lamp', ['Crème brûlée']],
      ['reading', []],
      ['STRASSEN', ['Straßenkarte']],
      ['new-02', ['Globe']],
    ] as const) {
      expect([words, await found(words)]).toEqual([words, names])
    }
  },
)
