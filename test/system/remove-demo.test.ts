import { expect } from 'vitest'
import { z } from 'zod'
import { expected, products } from '../support/bodies.ts'
import { type Client, client, type Send, sendTo } from '../support/client.ts'
import { test } from '../support/server-fixtures.ts'
import { kiosk, type Server } from '../support/server-process.ts'
import { administrator, allProducts, createProduct, ledgerOf, type Promote } from './day-in-the-shop.ts'

const LOADED = 'demo    8 products, because the store was empty'
const withdrew = (count: number) => ({ code: 0, out: `Withdrew ${count} products of the demo catalogue.\n`, err: '' })

const onSale = async (send: Send) =>
  expected(await client(send).get('/products'), 200, products).map(({ id, name }) => [id, name])

const audit = z.looseObject({ entries: z.array(z.looseObject({ action: z.string() })) })
const auditOf = async ({ get }: Client) => expected(await get('/admin/audit'), 200, audit).entries

/** A new shop, with its demo catalogue and an administrator; `restart` starts its next process. */
const openDemo = async (folder: string, open: () => Promise<Server>) => {
  let server = await open()
  expect(server.output()).toContain(LOADED)
  const addresses = [server.url]
  const send = sendTo(addresses)
  const promote: Promote = async ({ email }) =>
    expect(await kiosk({ folder }, 'promote', email)).toMatchObject({ code: 0 })
  const joan = await administrator(send, promote, 'joan')
  const restart = async () => {
    await server.end('SIGTERM')
    server = await open()
    addresses[0] = server.url
    return server.output()
  }
  return { send, joan, restart }
}

test('remove-demo archives what has a sku and a name of the demo catalogue, and nothing of the shop’s own', async ({
  folder,
  open,
}) => {
  const { send, joan, restart } = await openDemo(folder, open)
  // A demo product that has become the shop's own, and one of its own with the name of a demo product.
  const renamed = { name: 'Reading lamp, brass' }
  expect(await joan.ask('PATCH', '/admin/products/2', renamed, { 'If-Match': '*' })).toMatchObject({ status: 200 })
  const mug = { sku: 'MUG-01-XL', name: 'Enamel mug', price: 12.99, stock: 3 }
  expect(await joan.post('/admin/products', mug)).toMatchObject({ status: 201 })
  await createProduct(joan, 'Globe', 3_950, 4)
  const own = [
    [2, 'Reading lamp, brass'],
    [9, 'Enamel mug'],
    [10, 'Globe'],
  ]
  const before = await allProducts(joan)

  expect(await kiosk({ folder }, 'remove-demo')).toEqual(withdrew(7))
  expect(await onSale(send)).toEqual(own)
  const isOwn = (id: number) => own.some(([ownId]) => ownId === id)
  const after = await allProducts(joan)
  expect(after).toEqual(
    before.map((product) => ({ ...product, ...(isOwn(product.id) ? {} : { archived: true, version: 2 }) })),
  )
  for (const { id, stock } of after) expect((await ledgerOf(joan, id)).at(-1)?.stock_after ?? 0).toBe(stock)
  const entries = await auditOf(joan)
  const archived = entries.filter(({ action }) => action === 'product_archived')
  expect(archived).toMatchObject(
    [8, 7, 6, 5, 4, 3, 1].map((id) => ({
      ...{ user_id: null, request_id: null, subject: `products/${id}` },
      ...{ before: { archived: false }, after: { archived: true } },
    })),
  )

  expect(await kiosk({ folder }, 'remove-demo')).toEqual(withdrew(0))
  expect(await auditOf(joan)).toEqual(entries)
  expect(await restart()).not.toContain('demo')
  expect(await onSale(send)).toEqual(own)
})

test('a shop that had nothing but the demo catalogue is empty after remove-demo, and loads no other', async ({
  folder,
  open,
}) => {
  const { send, joan, restart } = await openDemo(folder, open)
  expect(await onSale(send)).toHaveLength(8)
  expect(await kiosk({ folder }, 'remove-demo')).toEqual(withdrew(8))
  const [left, entries] = [await allProducts(joan), await auditOf(joan)]
  expect(await restart()).not.toContain('demo')
  expect(await onSale(send)).toEqual([])
  expect([await allProducts(joan), await auditOf(joan)]).toEqual([left, entries])
})
