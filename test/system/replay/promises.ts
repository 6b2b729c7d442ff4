import type { Contract } from '../../contracts/contract.ts'
import { equal, holds, present } from '../../contracts/expect.ts'
import { penceOf } from './online-retail.ts'
import { type Replayed, STARTING_STOCK } from './replay.ts'

// An amount comes as a JSON number, and its shortest decimal form is exact.
const pence = (amount: number): number => penceOf(String(amount))

/** What holds of a shop in which five days of real business have been done. */
export const replayPromises: Contract<Replayed> = {
  'lists every item under its name as the data has it, however often it is imported': async (replayed) => {
    const { items } = replayed.retail
    equal(replayed.imports, [
      { added: items.length, updated: 0, bad: [] },
      { added: 0, updated: items.length, bad: [] },
    ])
    equal(
      replayed.opening.map(({ name, price, stock }) => ({ name, pence: pence(price), stock })),
      items.map((item) => ({ name: item.name.trim(), pence: item.pence, stock: STARTING_STOCK })),
    )
  },

  'makes every invoice one order of its lines, with its total to the penny': async ({ retail, sales, opening }) => {
    const skuById = new Map(opening.map(({ id }, i) => [id, present(retail.items[i]).sku]))
    equal(sales.length, retail.invoices.length)
    for (const { invoice, order } of sales) {
      const lines = order.items.map(({ product_id, quantity, price, line_total }) => {
        equal(pence(line_total), quantity * pence(price))
        return { sku: present(skuById.get(product_id)), quantity, pence: pence(price) }
      })
      equal(lines.sort(bySku), [...invoice.lines].sort(bySku), `invoice ${invoice.number}`)
      equal(pence(order.total), invoice.pence, `the total of invoice ${invoice.number}`)
    }
  },

  'keeps what earlier orders cost, though prices changed 2,770 times after': async (replayed) => {
    equal(replayed.repriced, 2_770)
    equal(replayed.histories.size, 326)
    for (const [buyer, history] of replayed.histories) {
      const theirs = replayed.sales.filter(({ invoice }) => invoice.buyer === buyer).map(({ order }) => order)
      equal(history, theirs.reverse(), `what ${buyer} ordered`)
    }
  },

  'balances the stock of every product: start + top-ups − sold = what is left': async (replayed) => {
    const sold = new Map<string, number>()
    for (const { sku, quantity } of replayed.retail.invoices.flatMap(({ lines }) => lines)) {
      sold.set(sku, (sold.get(sku) ?? 0) + quantity)
    }
    for (const [i, { sku }] of replayed.retail.items.entries()) {
      const left = STARTING_STOCK + (replayed.toppedUp.get(sku) ?? 0) - (sold.get(sku) ?? 0)
      equal(present(replayed.closing[i]).stock, left, `what is left of ${sku}`)
    }
  },

  'says each time exactly what it is short of: 1,220 lines, 40,970 units': async ({ shortLines, toppedUp }) => {
    // Counted with a script of another language that keeps the same shelf: any other answer of the shop gives others.
    equal(shortLines, 1_220)
    equal(
      [...toppedUp.values()].reduce((sum, units) => sum + units, 0),
      40_970,
    )
    holds(toppedUp.size > 0, 'something ran short')
  },
}

const bySku = (a: { readonly sku: string }, b: { readonly sku: string }): number => (a.sku < b.sku ? -1 : 1)
