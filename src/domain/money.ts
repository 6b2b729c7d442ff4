import { err, ok, type Result } from './result.ts'

declare const minorUnits: unique symbol

/** Minor units (cents) of the shop's one currency, 0 to `MAX_AMOUNT`. */
export type Money = number & { readonly [minorUnits]: true }

/** Fifteen digits: exact in a JSON number (IEEE 754 double). */
export const MAX_AMOUNT = 999_999_999_999_999

/** Throws on anything that is no amount. */
export const money = (minor: number): Money => {
  if (!Number.isInteger(minor) || minor < 0 || minor > MAX_AMOUNT) throw new RangeError(`no exact amount: ${minor}`)
  return minor as Money
}

/** Reads `10`, `10.9` or `10.99`: no sign, exponent, separator or third decimal. */
export const parseMoney = (text: string): Result<Money, string> => {
  const [, whole, fraction = ''] = /^(0|[1-9]\d{0,12})(?:\.(\d{1,2}))?$/.exec(text) ?? []
  if (whole === undefined) return err('must be an amount such as 10.99, with at most two decimals')
  return ok(money(Number(whole) * 100 + Number(fraction.padEnd(2, '0'))))
}

/** Writes `10.99`, as `parseMoney` reads it back. */
export const formatMoney = (amount: Money): string =>
  `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`

/** As a decimal number, `10.99`: exact, because an amount has at most fifteen digits. */
export const toDecimal = (amount: Money): number => Number(formatMoney(amount))

export const times = (amount: Money, count: number): Money => money(amount * count)

/** Throws beyond `MAX_AMOUNT`, which the limits on prices and carts keep out of reach. */
export const sum = (amounts: readonly Money[]): Money => amounts.reduce((total, next) => money(total + next), money(0))
