import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

/** Amounts are whole pennies, without the shop's own money. */
export type InvoiceLine = { readonly sku: string; readonly quantity: number; readonly pence: number }
export type Invoice = {
  readonly number: string
  /** A customer, or the guest of this invoice. */
  readonly buyer: string
  readonly lines: readonly InvoiceLine[]
}

/** Reads `2.55`, `2.1` or `18` pounds. */
export const penceOf = (pounds: string): number => {
  const [whole = '', fraction = ''] = pounds.split('.')
  return Number(whole + fraction.padEnd(2, '0'))
}

export const poundsOf = (pence: number): string => (pence / 100).toFixed(2)

const whyUnsellable = (number: string, name: string, pence: number): string | undefined => {
  if (number.startsWith('C')) return 'cancellation'
  if (name.trim() === '') return 'no description'
  return pence === 0 ? 'no price' : undefined
}

/** A cart knows one price a product: the second price of a stock code in one invoice gets an item of its own. */
const skuIn = (lines: readonly InvoiceLine[], code: string, pence: number): string => {
  const first = lines.find(({ sku }) => sku === code)
  return first === undefined || first.pence === pence ? code : `${code}@${poundsOf(pence)}`
}

const merged = (lines: readonly InvoiceLine[], added: InvoiceLine): readonly InvoiceLine[] => {
  if (!lines.some(({ sku }) => sku === added.sku)) return [...lines, added]
  return lines.map((line) => (line.sku === added.sku ? { ...line, quantity: line.quantity + added.quantity } : line))
}

export const csv = readFileSync(join(import.meta.dirname, '../../support/fixtures/online-retail-10k.csv'))

const read = () => {
  const items = new Map<string, { readonly sku: string; readonly name: string; readonly pence: number }>()
  const invoices = new Map<string, Invoice>()
  const unsellable: string[] = []
  const [, ...records] = parse(csv)
  for (const record of records) {
    const [number = '', code = '', name = '', quantity = '', , priceText = '', customer = ''] = record
    const pence = penceOf(priceText)
    const reason = whyUnsellable(number, name, pence)
    if (reason !== undefined) {
      unsellable.push(reason)
      continue
    }
    const buyer = customer === '' ? `guest-of-${number}` : `customer-${customer}`
    const lines = invoices.get(number)?.lines ?? []
    const sku = skuIn(lines, code, pence)
    if (!items.has(sku)) items.set(sku, { sku, name, pence })
    invoices.set(number, { number, buyer, lines: merged(lines, { sku, quantity: Number(quantity), pence }) })
  }
  return { items: [...items.values()], invoices: [...invoices.values()], unsellable }
}

/** Items in the order, and at the price, of their first sale; why each other line of the file is no sale. */
export const { items, invoices, unsellable } = read()

export const totalOf = ({ lines }: Invoice): number =>
  lines.reduce((sum, { quantity, pence }) => sum + quantity * pence, 0)
