import { parse } from 'csv-parse/sync'

/** Amounts here are whole pennies, and none of them has been through the shop's own money. */
export type InvoiceLine = { readonly sku: string; readonly quantity: number; readonly pence: number }

export type Invoice = {
  readonly number: string
  /** Who bought: a customer, or a guest of this one invoice. */
  readonly buyer: string
  /** One a sku, in the order in which they were first rung up. */
  readonly lines: readonly InvoiceLine[]
  readonly pence: number
}

export type Item = { readonly sku: string; readonly name: string; readonly pence: number }

/** A line of the file that is no sale, and why. */
export type Unsellable = {
  readonly line: number
  readonly reason: 'cancellation' | 'no description' | 'no price' | 'no quantity'
}

export type OnlineRetail = {
  /** What was on sale, in the order in which it first sold, at the price at which it first sold. */
  readonly items: readonly Item[]
  /** In the order of the file. */
  readonly invoices: readonly Invoice[]
  readonly unsellable: readonly Unsellable[]
}

/** Reads `2.55`, `2.1` or `18` pounds without rounding anything. */
export const penceOf = (pounds: string): number => {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d{1,2}))?$/.exec(pounds) ?? []
  if (whole === undefined) throw new Error(`${pounds} is no amount in pounds and pence`)
  return Number(whole + fraction.padEnd(2, '0'))
}

export const poundsOf = (pence: number): string => (pence / 100).toFixed(2)

/** Reads the data set. What cannot be sold is listed with its line and reason, and dropped nowhere else. */
export const onlineRetail = (csv: string): OnlineRetail => {
  const [, ...records] = parse(csv)
  const items = new Map<string, Item>()
  const invoices = new Map<string, Invoice>()
  const unsellable: Unsellable[] = []

  for (const [i, record] of records.entries()) {
    const [number = '', code = '', name = '', quantityText = '', , priceText = '', customer = ''] = record
    const quantity = Number(quantityText)
    const reason = whyNot({ number, name, quantity, pence: penceOf(priceText) })
    if (reason !== undefined) {
      // No field of this file has a line break in it, and the header is line 1.
      unsellable.push({ line: i + 2, reason })
      continue
    }
    const pence = penceOf(priceText)
    const buyer = customer === '' ? `guest-of-${number}` : `customer-${customer}`
    const before = invoices.get(number) ?? { number, buyer, lines: [], pence: 0 }
    const sku = skuIn(before, code, pence)
    items.set(sku, items.get(sku) ?? { sku, name, pence })
    const lines = withLine(before.lines, { sku, quantity, pence })
    invoices.set(number, { ...before, lines, pence: before.pence + quantity * pence })
  }
  return { items: [...items.values()], invoices: [...invoices.values()], unsellable }
}

const whyNot = (sale: {
  readonly number: string
  readonly name: string
  readonly quantity: number
  readonly pence: number
}): Unsellable['reason'] | undefined => {
  if (sale.number.startsWith('C')) return 'cancellation'
  if (sale.name.trim() === '') return 'no description'
  if (sale.pence === 0) return 'no price'
  return sale.quantity > 0 ? undefined : 'no quantity'
}

/**
 * Five invoices sell one stock code at two prices, and a cart knows one price a product: the second price gets an item
 * of its own, so that the invoice stays one order with its exact total.
 */
const skuIn = (invoice: Invoice, code: string, pence: number): string => {
  const first = invoice.lines.find(({ sku }) => sku === code)
  return first === undefined || first.pence === pence ? code : `${code}@${poundsOf(pence)}`
}

const withLine = (lines: readonly InvoiceLine[], added: InvoiceLine): readonly InvoiceLine[] => {
  const known = lines.some(({ sku }) => sku === added.sku)
  if (!known) return [...lines, added]
  return lines.map((line) => (line.sku === added.sku ? { ...line, quantity: line.quantity + added.quantity } : line))
}
