import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import { added, expected, placed, products } from '../support/bodies.ts'
import { client, sendTo } from '../support/client.ts'
import { type Customer, customers } from '../support/customers.ts'
import { test } from '../support/server-fixtures.ts'
import { kiosk } from '../support/server-process.ts'
import { persistentStores } from '../support/stores.ts'

const ROWS = 20_000
const STOCK = 1_000
/** Of them each buyer buys one after another: so few that all are sold while their rows are imported, and before. */
const BOUGHT = 100

const writeList = (folder: string, price: number) => {
  const rows = Array.from({ length: ROWS }, (_, i) => `SKU-${i},"Lamp, ${i}",${price},${STOCK}\n`)
  return writeFile(join(folder, 'list.csv'), `sku,name,price,stock\n${rows.join('')}`)
}

describe.each(persistentStores)('on $name', ({ database }) => {
  test('while 20,000 known products are imported, four buyers buy without a long wait', async ({ folder, open }) => {
    const { url, drop } = await database()
    onTestFinished(drop)
    const env = { DATABASE_URL: url }
    await writeList(folder, 1)
    expect(await kiosk({ folder, env }, 'import', 'list.csv')).toMatchObject({ code: 0, err: '' })
    const send = sendTo([(await open(env)).url])
    const buyers = await customers(send, 4)
    await writeList(folder, 2)

    let isImporting = true
    const waits: number[] = []
    const sold = new Map<number, number>()
    const paid = new Set<number>()
    const buy = async ({ post }: Customer, buyer: number) => {
      for (let n = buyer; isImporting; n += 7) {
        const id = 1 + (n % BOUGHT) * (ROWS / BOUGHT)
        const start = performance.now()
        expected(await post('/add-to-cart', { product_id: id, quantity: 1 }), 200, added)
        const between = performance.now()
        const { total } = expected(await post('/checkout'), 201, placed).order
        waits.push(between - start, performance.now() - between)
        sold.set(id, (sold.get(id) ?? 0) + 1)
        paid.add(total)
      }
    }
    const importing = kiosk({ folder, env }, 'import', 'list.csv', '--keep-stock').finally(() => {
      isImporting = false
    })
    await Promise.all(buyers.map(buy))
    const summary = `list.csv: 0 added, ${ROWS} updated, 0 skipped.\n`
    expect(await importing).toEqual({ code: 0, out: summary, err: '' })

    expect(waits.length).toBeGreaterThan(100)
    expect(Math.max(...waits)).toBeLessThan(1_000)
    // Bought before and after their rows were imported.
    expect([...paid].sort()).toEqual([1, 2])
    const listed = expected(await client(send).get('/products'), 200, products)
    expect(listed.filter(({ price }) => price !== 2)).toEqual([])
    const taken = listed.filter(({ stock }) => stock !== STOCK).map(({ id, stock }) => [id, STOCK - stock])
    expect(taken).toEqual([...sold].sort(([a], [b]) => a - b))
  })
})
