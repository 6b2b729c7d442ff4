import { err, ok, type Result } from './result.ts'

declare const minorUnits: unique symbol

/** An amount in whole minor units (cents) of the shop's one currency, from 0 to `MAX_AMOUNT`. */
export type Money = number & { readonly [minorUnits]: true }

/** Fifteen digits: the most that survives the way through a JSON number (IEEE 754 double) unchanged. */
export const MAX_AMOUNT = 999_999_999_999_999

/** Takes minor units that are already known to be an amount; anything else is a defect and throws. */
export const money = (minor: number): Money => {
  if (!Number.isInteger(minor) || minor < 0 || minor > MAX_AMOUNT) throw new RangeError(`no exact amount: ${minor}`)
  return minor as Money
}

/** Reads `10`, `10.9` or `10.99`. No sign, exponent, separator or third decimal: nothing is ever rounded. */
export const parseMoney = (text: string): Result<Money, string> => {
  const [, whole, fraction = ''] = /^(0|[1-9]\d{0,12})(?:\.(\d{1,2}))?$/.exec(text) ?? []
  if (whole === undefined) return err('must be an amount such as 10.99, with at most two decimals')
  return ok(money(Number(whole) * 100 + Number(fraction.padEnd(2, '0'))))
}

/** Writes `10.99`: always two decimals, and exactly what `parseMoney` reads back. */
export const formatMoney = (amount: Money): string =>
  `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`

export const times = (amount: Money, count: number): Money => money(amount * count)

/** The sum; throws beyond `MAX_AMOUNT`, which the limits on prices and carts keep out of reach. */
export const sum = (amounts: readonly Money[]): Money => amounts.reduce((total, next) => money(total + next), money(0))
