import { describe, expect, it } from 'vitest'
import { at, type Client, client, codeOf } from '../../support/client.ts'
import { openKiosk } from '../../support/kiosk.ts'

/** A shop with ten lamps, a buyer and an administrator. */
const open = async () => {
  const kiosk = openKiosk()
  await kiosk.addProducts({ stock: '10' })
  const [buyer, joan] = [await kiosk.customer('ada'), await kiosk.customer('joan')]
  await kiosk.shop.promoteUser(joan.email)
  const { body } = await kiosk.anonymous.post('/login', { email: joan.email, password: 'securepassword' })
  const administrator = client(kiosk.send, String(at(body, 'token')))
  const stock = async () => at((await kiosk.anonymous.get('/products/1')).body, 'stock')
  const changes = async () => {
    const { body } = await administrator.get('/admin/products/1/stock')
    const all = at(body, 'changes')
    return Array.isArray(all) ? all : expect.fail()
  }
  const change = (given: object, of: Client = administrator) => of.post('/admin/products/1/stock', given)
  return { ...kiosk, buyer, joan, administrator, stock, changes, change }
}

describe('the stock ledger', () => {
  it('has every change of stock: imported, sold, cancelled and corrected', async () => {
    const { buyer, joan, stock, changes, change } = await open()
    await buyer.post('/add-to-cart', { product_id: 1, quantity: 3 })
    const order = at((await buyer.post('/checkout')).body, 'order', 'id')
    await buyer.post(`/orders/${order}/cancel`)
    const corrected = await change({ change: -1, reason: 'correction', note: ' one was broken ' })
    expect(corrected).toMatchObject({ status: 201, body: { change: -1, stock_after: 9, user_id: joan.id } })
    expect(await stock()).toBe(9)
    const rows = await changes()
    expect(rows.map((row) => [row.reason, row.change, row.stock_after])).toEqual([
      ['correction', -1, 9],
      ['cancellation', 3, 10],
      ['sale', -3, 7],
      ['import', 10, 10],
    ])
    expect(rows.map((row) => [row.order_id, row.user_id, row.note])).toEqual([
      [null, joan.id, 'one was broken'],
      [order, null, null],
      [order, null, null],
      [null, null, null],
    ])
  })

  it('takes a count only of what was expected', async () => {
    const { buyer, stock, changes, change } = await open()
    await buyer.post('/add-to-cart', { product_id: 1, quantity: 1 })
    await buyer.post('/checkout')
    const moved = await change({ counted: 8, expected: 10 })
    expect(moved).toMatchObject({ status: 409, body: { code: 'stock_moved', expected: 10, actual: 9 } })
    expect(await change({ counted: 8, expected: 9 })).toMatchObject({ status: 201, body: { change: -1 } })
    expect(await change({ counted: 8, expected: 8 })).toMatchObject({ status: 201, body: { change: 0 } })
    expect(await stock()).toBe(8)
    expect((await changes()).map(({ change }) => change)).toEqual([-1, -1, 10])
  })

  it('is shown by pages, newest first', async () => {
    const { administrator, change } = await open()
    for (let i = 1; i <= 4; i++) await change({ change: i, reason: 'received' })
    const page = await administrator.get('/admin/products/1/stock?limit=3')
    const seen = [page.body]
    seen.push((await administrator.get(`/admin/products/1/stock?limit=3&cursor=${at(page.body, 'next_cursor')}`)).body)
    const of = (body: unknown) => Object(at(body, 'changes')).map((row: object) => at(row, 'change'))
    expect(seen.map(of)).toEqual([
      [4, 3, 2],
      [1, 10],
    ])
    expect(at(seen[1], 'next_cursor')).toBeNull()
  })

  it.each([
    [{}, 422, 'invalid'],
    [{ change: 1 }, 422, 'invalid'],
    [{ change: 1, reason: 'sale' }, 422, 'invalid'],
    [{ change: 1.5, reason: 'received' }, 422, 'invalid'],
    [{ change: 1, counted: 1, expected: 1, reason: 'received' }, 422, 'invalid'],
    [{ counted: 1 }, 422, 'invalid'],
    [{ counted: -1, expected: 10 }, 422, 'invalid'],
    [{ change: 1, reason: 'received', note: 'x'.repeat(1_001) }, 422, 'invalid'],
    [{ change: -11, reason: 'correction' }, 422, 'stock_out_of_range'],
    [{ change: 1_000_000_000, reason: 'received' }, 422, 'stock_out_of_range'],
  ])('takes no change such as %j', async (given, status, code) => {
    const { stock, changes, change } = await open()
    const refused = await change(given)
    expect([refused.status, codeOf(refused)]).toEqual([status, code])
    expect([await stock(), (await changes()).length]).toEqual([10, 1])
  })

  it('is no customer’s to see or change, and there is none of an unknown product', async () => {
    const { administrator, buyer, stock, change } = await open()
    expect(codeOf(await change({ change: 1, reason: 'received' }, buyer))).toBe('role_missing')
    expect(codeOf(await buyer.get('/admin/products/1/stock'))).toBe('role_missing')
    expect(await stock()).toBe(10)
    expect(codeOf(await administrator.get('/admin/products/77/stock'))).toBe('product_not_found')
    const body = { change: 1, reason: 'received' }
    expect(codeOf(await administrator.post('/admin/products/77/stock', body))).toBe('product_not_found')
  })
})
