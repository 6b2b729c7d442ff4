import { z } from 'zod'
import { MAX_PAGE } from '../../../application/catalogue/show-products.ts'
import { parseMoney } from '../../../domain/money.ts'
import { err, ok, type Result } from '../../../domain/result.ts'
import { MAX_QUANTITY } from '../../../domain/sales/cart.ts'
import type { OrderId } from '../../../domain/sales/order.ts'
import { singleLine } from '../../../domain/text.ts'

// The old application's bodies may carry unknown fields; ours may not, so that a misspelt `expected_total` is an error and
// not a purchase without a check. What leaves is listed field by field.

/** The bounds go first: those of a JSON number without a fraction (2^53) help nobody. */
export const whole = (min: number, max: number) => z.number().min(min, { abort: true }).max(max, { abort: true }).int()
export const id = whole(1, Number.MAX_SAFE_INTEGER)
export const quantity = whole(1, MAX_QUANTITY)

export const parsed = <T>(parse: (text: string) => Result<T, string>) =>
  z.string().transform((text, context) => {
    const result = parse(text)
    if (result.ok) return result.value
    context.addIssue({ code: 'custom', message: result.error })
    return z.NEVER
  })
export const amount = parsed(parseMoney)
/** An amount as a JSON number. */
export const decimal = z.number().transform(String).pipe(amount)
export const line = (max: number, min = 1) => parsed((text) => singleLine(text, min, max))
export const note = line(1_000).optional()

export const pageLimit = parsed((digits) => {
  const isValid = /^[1-9]\d{0,5}$/.test(digits) && Number(digits) <= MAX_PAGE
  return isValid ? ok(Number(digits)) : err(`must be a whole number from 1 to ${MAX_PAGE}`)
})

/** Of a list by id. */
export const idCursor = parsed((digits) =>
  /^[1-9]\d{0,14}$/.test(digits) ? ok(Number(digits)) : err('must be the next_cursor of a page before'),
).optional()

export const timeView = (ms: number): string => new Date(ms).toISOString()

/** A malformed id becomes 0, which no product or user has. */
export const idIn = (digits: string): number => (/^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : 0)

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** No order has this id: a malformed one is simply not found. */
const NO_ORDER = '00000000-0000-0000-0000-000000000000'
export const orderIdIn = (text: string): OrderId => (UUID.test(text.toLowerCase()) ? text.toLowerCase() : NO_ORDER)
