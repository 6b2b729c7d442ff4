import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, codeOf } from '../../support/client.ts'
import { openKiosk } from '../../support/kiosk.ts'

const kiosk = openKiosk()
const { get } = kiosk.visitor

// Equal prices and names that differ only in case: where a page ends between equals, the id has to decide.
const shelf: readonly (readonly [name: string, price: string, stock: string])[] = [
  ['desk lamp', '10.00', '3'],
  ['Éclair', '2.50', '0'],
  ['Desk Lamp', '10.00', '0'],
  ['ÄPFEL', '0.99', '12'],
  ['bulb', '2.50', '100'],
  ['Zebra', '1000000.00', '1'],
  ['DESK LAMP', '9.99', '4'],
  ['😀 mug', '2.50', '7'],
]

beforeAll(() => kiosk.stock(...shelf.map(([name, price, stock]) => ({ name, price, stock }))))

const idsIn = ({ body }: Answer): readonly unknown[] => (Array.isArray(body) ? body.map((product) => product.id) : [])

/** Where the answer says that the next page is. */
const nextOf = ({ headers }: Answer): string | undefined => /^<(.+)>; rel="next"$/.exec(headers.get('Link') ?? '')?.[1]

/** The pages from this one to the last, following the links as a browser of the catalogue does. */
const pagesFrom = async (path: string) => {
  const pages: (readonly unknown[])[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const page: Answer = await get(next)
    pages.push(idsIn(page))
    next = nextOf(page)
  }
  return pages
}

describe('the catalogue', () => {
  it('is everything in id order when nothing is asked, without a link', async () => {
    const all = await get('/products')
    expect(idsIn(all)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(nextOf(all)).toBeUndefined()
  })

  it.each([
    ['sort=id', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['sort=name', [5, 1, 3, 7, 8, 4, 2, 6].toSorted(byFoldedName)],
    ['sort=-name', [5, 1, 3, 7, 8, 4, 2, 6].toSorted((a, b) => byFoldedName(b, a))],
    ['sort=price', [4, 2, 5, 8, 7, 1, 3, 6]],
    ['sort=-price', [6, 3, 1, 7, 8, 5, 2, 4]],
    ['q=desk+lamp', [1, 3, 7]],
    ['q=%C3%A4pfel', [4]],
    ['q=%F0%9F%98%80', [8]],
    ['q=no+such+thing', []],
    [`q=${'%F0%9F%98%80'.repeat(255)}`, []],
    ['q=%25', []],
    ['min_price=10', [1, 3, 6]],
    ['max_price=2.5', [2, 4, 5, 8]],
    ['min_price=2.50&max_price=9.99', [2, 5, 7, 8]],
    ['min_price=5&max_price=1', []],
    ['in_stock=true', [1, 4, 5, 6, 7, 8]],
    ['in_stock=false', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['sort=-price&in_stock=true&q=lamp&max_price=10.00', [1, 7]],
  ])('with %s is the same whole and page by page, whatever the size of a page', async (query, ids) => {
    expect(idsIn(await get(`/products?${query}`))).toEqual(ids)
    for (const limit of [1, 2, 3, 100]) {
      const pages = await pagesFrom(`/products?limit=${limit}&${query}`)
      expect(pages.flat()).toEqual(ids)
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true)
      expect(pages.length).toBe(Math.max(1, Math.ceil(ids.length / limit)))
    }
  })

  it('refuses a cursor that was made for another sort', async () => {
    const first = await get('/products?limit=1&sort=price')
    const refused = await get(String(nextOf(first)).replace('sort=price', 'sort=name'))
    expect([refused.status, codeOf(refused)]).toEqual([422, 'invalid'])
    expect(refused.body).toMatchObject({ errors: [{ pointer: '/cursor' }] })
  })

  it('goes on where the page ended when that product has been sold out meanwhile', async () => {
    const own = openKiosk()
    await own.stock({ stock: '1' }, { stock: '1' }, { stock: '1' })
    const first = await own.visitor.get('/products?limit=2&in_stock=true')
    const ada = await own.customer('ada')
    await ada.post('/add-to-cart', { product_id: 2, quantity: 1 })
    await ada.post('/checkout')
    expect(idsIn(await own.visitor.get(String(nextOf(first))))).toEqual([3])
  })

  it('shows one product with sku and description', async () => {
    const own = openKiosk()
    await own.stock({ sku: 'L-1', name: 'Lamp', price: '10.99', stock: '5', description: 'Gives light.' })
    const { status, body } = await own.visitor.get('/products/1')
    expect(status).toBe(200)
    expect(body).toEqual({ id: 1, sku: 'L-1', name: 'Lamp', description: 'Gives light.', price: 10.99, stock: 5 })
  })

  it('knows no product that was never there', async () => {
    const missing = await get('/products/9')
    expect([missing.status, codeOf(missing)]).toEqual([404, 'product_not_found'])
  })
})

/** By lower-cased name in code point order, then by id: written out here, so that the shop's own order is not its judge. */
function byFoldedName(a: number, b: number): number {
  const [left, right] = [a, b].map((id) => shelf[id - 1]?.[0].toLowerCase() ?? '')
  return left === right ? a - b : String(left) < String(right) ? -1 : 1
}
