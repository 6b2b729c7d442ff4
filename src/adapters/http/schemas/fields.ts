import { z } from 'zod'
import { MAX_PRICE } from '../../../domain/catalogue/product.ts'
import { MAX_AMOUNT, type Money, money, parseMoney, toDecimal } from '../../../domain/money.ts'
import { MAX_QUANTITY } from '../../../domain/sales/cart.ts'

// The old application's bodies may carry unknown fields; ours may not, so that a misspelt `expected_total` is an error and
// not a purchase without a check. What leaves is listed field by field.

/** The limits, in code points, are metadata only: the domain checks them. */
export const text = (minLength: number, maxLength: number) => z.string().meta({ minLength, maxLength })

export const id = z.int().min(1)
export const quantity = z.int().min(1).max(MAX_QUANTITY)
/** A decimal number in the shop's currency. */
const upTo = (most: Money) => z.number().min(0).max(toDecimal(most))
export const amount = upTo(money(MAX_AMOUNT))
export const price = upTo(MAX_PRICE)
export const currencyCode = z.string().length(3)

/** Text to an amount, exactly. */
export const parsedMoney = (written: string, context: z.RefinementCtx) => {
  const parsed = parseMoney(written)
  if (parsed.ok) return parsed.value
  context.addIssue({ code: 'custom', message: parsed.error })
  return z.NEVER
}

/** A malformed id becomes 0, which no product has. */
const productId = z.string().transform((digits) => (/^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : 0))
export const productPath = z.object({ id: productId })
