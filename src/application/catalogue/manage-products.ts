import type { UserId } from '../../domain/accounts/user.ts'
import type {
  Product,
  ProductDetails,
  ProductEdit,
  ProductId,
  ProductNotFound,
} from '../../domain/catalogue/product.ts'
import { archive, checkProduct, edit, launch, productFields } from '../../domain/catalogue/product.ts'
import { stockChange } from '../../domain/catalogue/stock.ts'
import { toDecimal } from '../../domain/money.ts'
import { err, type Invalid, ok, type Result } from '../../domain/result.ts'
import { type Actor, audited, type Facts } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { type Paged, paged } from '../paged.ts'
import type { PageQuery } from '../ports/products.ts'
import type { Repositories } from '../ports/store.ts'

export type SkuTaken = { readonly type: 'sku_taken' }
/** The product was changed since it was read. */
export type VersionMoved = { readonly type: 'version_moved'; readonly version: number }

type Administrator = Actor & { readonly userId: UserId }

const factsOf = (product: Product): Facts => ({
  ...Object.fromEntries(productFields.map((field) => [field, product[field]])),
  price: toDecimal(product.price),
})

const isTaken = async ({ products }: Repositories, sku: string | undefined): Promise<boolean> =>
  sku !== undefined && (await products.idBySku(sku)) !== undefined

export type { PageQuery }
export type ProductPage = Paged<Product>

/** Archived products too. */
export const listAllProducts =
  ({ catalogue }: Needs) =>
  async (query: PageQuery): Promise<ProductPage> =>
    paged(await catalogue.page({ ...query, limit: query.limit + 1 }), query.limit)

export const showAnyProduct =
  ({ catalogue }: Needs) =>
  async (productId: ProductId): Promise<Result<Product, ProductNotFound>> => {
    const product = await catalogue.product(productId)
    return product ? ok(product) : err({ type: 'product_not_found', productId })
  }

type New = Pick<ProductDetails, 'sku' | 'name' | 'price' | 'description' | 'imageUrl'> & { readonly stock: number }

/** The stock is received. */
export const createProduct =
  ({ unitOfWork, clock }: Needs) =>
  (by: Administrator, details: New) => {
    const checked = checkProduct({ ...details, price: ok(details.price), stock: ok(details.stock) })
    return unitOfWork.run(async (repositories) => {
      const { products, audit } = repositories
      if (!checked.ok) return checked
      if (await isTaken(repositories, checked.value.sku)) return err<SkuTaken>({ type: 'sku_taken' })
      const { stock, ...launched } = launch(checked.value)
      const product = await products.create({ ...launched, stock: 0 })
      const at = clock.now()
      const cause = { reason: 'received', at, userId: by.userId } as const
      await products.changeStock(stock === 0 ? [] : [stockChange(product, stock, cause)])
      const entry = { ...by, at, action: 'product_created', subject: `products/${product.id}` }
      await audited(audit, { ...entry, before: {}, after: { ...factsOf(product), stock } })
      return ok({ ...product, stock })
    })
  }

const changed = async <E>(
  { unitOfWork, clock }: Needs,
  by: Actor,
  { productId, action }: { readonly productId: ProductId; readonly action: string },
  change: (product: Product) => Result<Product, E>,
) =>
  unitOfWork.run(async (repositories) => {
    const { products, audit } = repositories
    const [before] = await products.lock([productId])
    if (!before) return err<ProductNotFound>({ type: 'product_not_found', productId })
    const after = change(before)
    if (!after.ok) return after
    const { sku } = after.value
    if (sku !== before.sku && (await isTaken(repositories, sku))) return err<SkuTaken>({ type: 'sku_taken' })
    await products.save([after.value])
    const entry = { ...by, at: clock.now(), action, subject: `products/${productId}` }
    await audited(audit, { ...entry, before: factsOf(before), after: factsOf(after.value) })
    return after
  })

type Edit = { readonly productId: ProductId; readonly changes: ProductEdit } & {
  /** Any of these versions; `undefined` is whatever is there. */
  readonly versions: readonly number[] | undefined
}

export const changeProduct =
  (needs: Needs) =>
  (by: Actor, { productId, versions, changes }: Edit) =>
    changed(needs, by, { productId, action: 'product_changed' }, (product): Result<Product, Invalid | VersionMoved> => {
      const { version } = product
      if (versions && !versions.includes(version)) return err<VersionMoved>({ type: 'version_moved', version })
      return edit(product, changes)
    })

/** A withdrawn product leaves the catalogue, and stays in carts; a restored one is on sale again. */
export const archiveProduct = (needs: Needs, archived: boolean) => (by: Actor, productId: ProductId) =>
  changed<never>(needs, by, { productId, action: archived ? 'product_archived' : 'product_restored' }, (product) =>
    ok(archive(product, archived)),
  )
