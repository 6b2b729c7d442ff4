import { allOf, type Invalid } from './invalid.ts'
import { type Money, money, parseMoney } from './money.ts'
import { err, ok, type Result } from './result.ts'
import { codePoints, fold, isPlain, line } from './text.ts'

export type ProductId = number

export type Product = {
  readonly id: ProductId
  /** The shop's own article number; unique, case counts. */
  readonly sku: string | undefined
  readonly name: string
  readonly description: string
  readonly price: Money
  readonly stock: number
  /** No longer shown or sold, but still named in old orders. */
  readonly archived: boolean
}

export type NewProduct = Omit<Product, 'id'>

export type ProductNotFound = { readonly type: 'product_not_found'; readonly productId: ProductId }

/** One million: a full cart (1,000 lines of 9,999) of the dearest product still has an exact total. */
export const MAX_PRICE = money(100_000_000)
export const MAX_STOCK = 1_000_000_000
const MAX_DESCRIPTION = 10_000

/** What a buyer can have of it now. */
export const available = (product: Product): number => (product.archived ? 0 : product.stock)

/** Takes units off the shelf for a buyer. More than there are is a defect of the caller and throws. */
export const reserve = (product: Product, quantity: number): Product => {
  if (quantity > available(product)) throw new RangeError(`product ${product.id} has no ${quantity} units`)
  return { ...product, stock: product.stock - quantity }
}

/** Puts units back on the shelf. */
export const restock = (product: Product, quantity: number): Product => ({
  ...product,
  stock: product.stock + quantity,
})

/** A product as it is written in a price list; a missing stock or description leaves what is there. */
export type ProductRow = {
  readonly sku: string
  readonly name: string
  readonly price: string
  readonly stock?: string | undefined
  readonly description?: string | undefined
}

export type ProductDetails = {
  readonly sku: string
  readonly name: string
  readonly price: Money
  readonly stock: number | undefined
  readonly description: string | undefined
}

const checkPrice = (text: string): Result<Money, string> => {
  const price = parseMoney(text.trim())
  return price.ok && price.value > MAX_PRICE ? err('must be at most 1000000.00') : price
}

const checkStock = (text: string | undefined): Result<number | undefined, string> => {
  const digits = text?.trim() ?? ''
  if (digits === '') return ok(undefined)
  const stock = /^\d{1,10}$/.test(digits) ? Number(digits) : Number.NaN
  return stock <= MAX_STOCK ? ok(stock) : err(`must be a whole number from 0 to ${MAX_STOCK}`)
}

const checkDescription = (text: string | undefined): Result<string | undefined, string> => {
  if (text === undefined || text.trim() === '') return ok(undefined)
  if (!isPlain(text, '\n\r\t')) return err('must not contain control characters or broken unicode')
  return codePoints(text) <= MAX_DESCRIPTION
    ? ok(text.trim().normalize('NFC'))
    : err(`must have at most ${MAX_DESCRIPTION} characters`)
}

/** The row as the shop will keep it, or everything that is wrong with it. */
export const checkRow = (row: ProductRow): Result<ProductDetails, Invalid> =>
  allOf({
    sku: line(row.sku, 1, 64),
    name: line(row.name, 1, 255),
    price: checkPrice(row.price),
    stock: checkStock(row.stock),
    description: checkDescription(row.description),
  })

export const launch = (details: ProductDetails): NewProduct => ({
  ...details,
  stock: details.stock ?? 0,
  description: details.description ?? '',
  archived: false,
})

/** The product with what the price list says of it; a product that is listed again is sold again. */
export const revise = (product: Product, details: ProductDetails): Product => ({
  ...product,
  name: details.name,
  price: details.price,
  stock: details.stock ?? product.stock,
  description: details.description ?? product.description,
  archived: false,
})

/** What searching and sorting by name compare: the folded name's first 255 code points. */
export const nameKey = (name: string): string => [...fold(name)].slice(0, 255).join('')
