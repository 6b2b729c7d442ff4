import { formatMoney, type Money, money } from '../money.ts'
import { allOf, type Err, err, type Invalid, type Ok, ok, type Result } from '../result.ts'
import { codePoints, fold, isPlain, singleLine } from '../text.ts'

export type ProductId = number

export type Product = {
  readonly id: ProductId
  /** Raised by every change but one of the stock. */
  readonly version: number
  /** Unique, case counts. A product made by hand may lack one. */
  readonly sku: string | undefined
  readonly name: string
  readonly description: string
  readonly price: Money
  readonly stock: number
  readonly imageUrl: string | undefined
  /** Not shown or sold, but named in old orders. */
  readonly archived: boolean
}

export type NewProduct = Omit<Product, 'id' | 'version'>
export type ProductNotFound = { readonly type: 'product_not_found'; readonly productId: ProductId }

/** A full cart (1,000 lines of 9,999) of the dearest product still has an exact total. */
export const MAX_PRICE = money(100_000_000)
export const MAX_STOCK = 1_000_000_000
export const MAX_SKU = 64
export const MAX_NAME = 255
export const MAX_DESCRIPTION = 10_000
export const MAX_URL = 2_048

export const available = (product: Product): number => (product.archived ? 0 : product.stock)

/** Throws when there are not as many: a defect of the caller. */
export const reserve = (product: Product, quantity: number): Product => {
  if (quantity > available(product)) throw new RangeError(`product ${product.id} has no ${quantity} units`)
  return { ...product, stock: product.stock - quantity }
}

/** A product as described; what could not be read carries its fault, and `undefined` keeps what is there. */
export type ProductDraft = {
  readonly sku: string | undefined
  readonly name: string
  readonly price: Result<Money, string>
  readonly stock: Result<number | undefined, string>
  /** Added to the present stock. */
  readonly stockChange?: Result<number | undefined, string>
  readonly description: string | undefined
  readonly imageUrl?: string | undefined
  readonly archived?: Result<boolean | undefined, string>
}

type Read<Field> = Field extends Ok<infer V> ? V : Exclude<Field, Err<string>>
export type ProductDetails = { readonly [K in keyof ProductDraft]: Read<ProductDraft[K]> }

export const STOCK_RANGE = `must be a whole number from 0 to ${MAX_STOCK}`

export const checkStock = (stock: number | undefined): Result<number | undefined, string> =>
  stock === undefined || (Number.isInteger(stock) && stock >= 0 && stock <= MAX_STOCK) ? ok(stock) : err(STOCK_RANGE)

const checkPrice = (price: Money): Result<Money, string> =>
  price > MAX_PRICE ? err(`must be at most ${formatMoney(MAX_PRICE)}`) : ok(price)

const checkDescription = (text = ''): Result<string | undefined, string> => {
  if (text.trim() === '') return ok(undefined)
  if (codePoints(text) > MAX_DESCRIPTION) return err(`must have at most ${MAX_DESCRIPTION} characters`)
  if (!isPlain(text, '\n\r\t')) return err('must not contain control characters, line separators or broken unicode')
  return ok(text.trim().normalize('NFC'))
}

/** RFC 3986, with a host and without a user, which would pass for one. */
const HTTPS_URL = /^https:\/\/[\p{L}\p{M}\p{N}.-]+(?::\d{1,5})?(?:[/?#][^\s"<>\\^`{|}\p{Cc}\p{Cs}]*)?$/u

const checkImageUrl = (text = ''): Result<string | undefined, string> => {
  const url = text.trim()
  if (url === '') return ok(undefined)
  const fault = `must be a URL of at most ${MAX_URL} characters, such as https://shop.example/lamp.jpg`
  return url.length <= MAX_URL && HTTPS_URL.test(url) ? ok(url) : err(fault)
}

/** The details as the shop keeps them, or all their faults. */
export const checkProduct = (draft: ProductDraft): Result<ProductDetails, Invalid> =>
  allOf({
    sku: draft.sku === undefined ? ok(undefined) : singleLine(draft.sku, 1, MAX_SKU),
    name: singleLine(draft.name, 1, MAX_NAME),
    price: draft.price.ok ? checkPrice(draft.price.value) : draft.price,
    stock: draft.stock.ok ? checkStock(draft.stock.value) : draft.stock,
    stockChange: draft.stockChange ?? ok(undefined),
    description: checkDescription(draft.description),
    imageUrl: checkImageUrl(draft.imageUrl),
    archived: draft.archived ?? ok(undefined),
  })

/** Changes what the details say; the stock may then be out of its range. */
export const revise = <P extends NewProduct>(product: P, { sku, name, price, ...details }: ProductDetails): P => ({
  ...product,
  sku,
  name,
  price,
  stock: details.stock ?? product.stock + (details.stockChange ?? 0),
  description: details.description ?? product.description,
  imageUrl: details.imageUrl ?? product.imageUrl,
  archived: details.archived ?? product.archived,
})

/** What a change of a product may change. */
export const productFields = ['sku', 'name', 'description', 'price', 'imageUrl', 'archived'] as const

/** A changed product, in its next version unless it is the same. */
export const nextVersion = (before: Product, after: Product): Product =>
  productFields.every((field) => before[field] === after[field]) ? after : { ...after, version: before.version + 1 }

type Fields = Readonly<{
  sku: string | null
  name: string
  description: string | null
  price: Money
  imageUrl: string | null
}>
export type ProductEdit = { readonly [Field in keyof Fields]?: Fields[Field] | undefined }

/** A merge patch (RFC 7396): `null` removes, what is not named stays. */
export const edit = (product: Product, changes: ProductEdit): Result<Product, Invalid> => {
  const { sku = product.sku, description = product.description, imageUrl = product.imageUrl } = changes
  const { name = product.name, price = product.price } = changes
  const texts = { sku: sku ?? undefined, description: description ?? undefined, imageUrl: imageUrl ?? undefined }
  const checked = checkProduct({ ...texts, name, price: ok(price), stock: ok(undefined) })
  if (!checked.ok) return checked
  return ok(nextVersion(product, revise({ ...product, description: '', imageUrl: undefined }, checked.value)))
}

/** Withdraws a product, or offers it again. */
export const archive = (product: Product, archived: boolean): Product => nextVersion(product, { ...product, archived })

const undescribed = { description: '', stock: 0, imageUrl: undefined, archived: false }
export const launch = (details: ProductDetails): NewProduct =>
  revise({ ...undescribed, sku: details.sku, name: details.name, price: details.price }, details)

/** What sorting by name compares: the folded name, cut to `MAX_NAME`. */
export const nameKey = (name: string): string => [...fold(name)].slice(0, MAX_NAME).join('')

/** Accents of Latin, Greek and Cyrillic letters; points of Hebrew and Arabic ones. In other scripts marks are vowels. */
const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g

/** The folded words of a text, without accents, each once. */
export const wordsOf = (text: string): readonly string[] => {
  const plain = fold(text).normalize('NFD').replaceAll(ACCENTS, '').normalize('NFC')
  return [...new Set(plain.split(/\s+/))].filter((word) => word !== '')
}

/** What a search compares with each of its words. */
export const searchKey = ({ name, sku = '' }: Pick<Product, 'name' | 'sku'>): string =>
  wordsOf(`${name} ${sku}`).join(' ')
