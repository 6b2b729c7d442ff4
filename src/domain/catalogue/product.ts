import { formatMoney, type Money, money } from '../money.ts'
import { allOf, err, type Invalid, ok, type Result } from '../result.ts'
import { codePoints, fold, isPlain, mayFit, singleLine } from '../text.ts'

export type ProductId = number

export type Product = {
  readonly id: ProductId
  /** Unique, case counts. A product made by hand may lack one. */
  readonly sku: string | undefined
  readonly name: string
  readonly description: string
  readonly price: Money
  readonly stock: number
  /** Not shown or sold, but named in old orders. */
  readonly archived: boolean
}

export type NewProduct = Omit<Product, 'id'>

export type ProductNotFound = { readonly type: 'product_not_found'; readonly productId: ProductId }

/** A full cart (1,000 lines of 9,999) of the dearest product still has an exact total. */
export const MAX_PRICE = money(100_000_000)
export const MAX_STOCK = 1_000_000_000
export const MAX_SKU = 64
export const MAX_NAME = 255
export const MAX_DESCRIPTION = 10_000

export const available = (product: Product): number => (product.archived ? 0 : product.stock)

/** Throws when there are not as many: a defect of the caller. */
export const reserve = (product: Product, quantity: number): Product => {
  if (quantity > available(product)) throw new RangeError(`product ${product.id} has no ${quantity} units`)
  return { ...product, stock: product.stock - quantity }
}

export const restock = (product: Product, quantity: number): Product => ({
  ...product,
  stock: product.stock + quantity,
})

/** A product as described; an unreadable number carries its fault. */
export type ProductDraft = {
  readonly sku: string | undefined
  readonly name: string
  readonly price: Result<Money, string>
  /** `undefined` keeps the present stock. */
  readonly stock: Result<number | undefined, string>
  readonly description: string | undefined
}

export type ProductDetails = Omit<ProductDraft, 'price' | 'stock'> & {
  readonly price: Money
  readonly stock: number | undefined
}

export const STOCK_RANGE = `must be a whole number from 0 to ${MAX_STOCK}`

const checkStock = (stock: number | undefined): Result<number | undefined, string> =>
  stock === undefined || (Number.isInteger(stock) && stock >= 0 && stock <= MAX_STOCK) ? ok(stock) : err(STOCK_RANGE)

const checkPrice = (price: Money): Result<Money, string> =>
  price > MAX_PRICE ? err(`must be at most ${formatMoney(MAX_PRICE)}`) : ok(price)

const checkDescription = (text: string | undefined): Result<string | undefined, string> => {
  if (text === undefined || text.trim() === '') return ok(undefined)
  if (!mayFit(text, MAX_DESCRIPTION) || codePoints(text) > MAX_DESCRIPTION)
    return err(`must have at most ${MAX_DESCRIPTION} characters`)
  if (!isPlain(text, '\n\r\t')) return err('must not contain control characters or broken unicode')
  return ok(text.trim().normalize('NFC'))
}

/** The details as the shop keeps them, or all their faults. */
export const checkProduct = ({ sku, name, price, stock, description }: ProductDraft): Result<ProductDetails, Invalid> =>
  allOf({
    sku: sku === undefined ? ok(undefined) : singleLine(sku, 1, MAX_SKU),
    name: singleLine(name, 1, MAX_NAME),
    price: price.ok ? checkPrice(price.value) : price,
    stock: stock.ok ? checkStock(stock.value) : stock,
    description: checkDescription(description),
  })

export const launch = (details: ProductDetails): NewProduct => ({
  ...details,
  stock: details.stock ?? 0,
  description: details.description ?? '',
  archived: false,
})

/** Puts an archived product back on sale. */
export const revise = (product: Product, details: ProductDetails): Product => ({
  ...product,
  sku: details.sku,
  name: details.name,
  price: details.price,
  stock: details.stock ?? product.stock,
  description: details.description ?? product.description,
  archived: false,
})

/** What search and sorting by name compare: the folded name, cut to `MAX_NAME`. */
export const nameKey = (name: string): string => [...fold(name)].slice(0, MAX_NAME).join('')
