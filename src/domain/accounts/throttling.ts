/** The attempts counted under one key. Times are milliseconds since 1970-01-01 UTC. */
export type Attempts = {
  readonly count: number
  /** Until then the next one is refused. */
  readonly opensAt: number
  readonly expiresAt: number
  /** The account was logged in to from this network. */
  readonly isKnown: boolean
}

export const NO_ATTEMPTS: Attempts = { count: 0, opensAt: 0, expiresAt: 0, isKnown: false }

/** The account that is tried, by its `emailKey`, and the network of the client: an address, of IPv6 a /64. */
export type Origin = { readonly account: string; readonly network: string }

export type ThrottleRule = {
  /** What is counted together. */
  readonly per: readonly (keyof Origin)[]
  /** How many attempts are free; 0 turns the rule off. */
  readonly limit: number
  /** Attempts are forgotten after `windowMs`: from the first (fixed), or from the end of the last delay (sliding). */
  readonly window: 'fixed' | 'sliding'
  readonly windowMs: number
  /** After an attempt, by how many it is beyond the limit; a fixed window ends every delay. */
  readonly delayMs: (beyond: number) => number
}

/** How many attempts are free; 0 is no limit. */
export type AttemptLimits = Readonly<
  Record<'loginFailures' | 'accountFailures' | 'addressLogins' | 'addressRegistrations', number>
>
export const DEFAULT_ATTEMPT_LIMITS: AttemptLimits = {
  loginFailures: 5,
  accountFailures: 50,
  addressLogins: 300,
  addressRegistrations: 60,
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** How long a network stays known after a log-in. */
const KNOWN_MS = 30 * 24 * HOUR

/** OWASP Authentication Cheat Sheet, "Account Lockout": with delays in place of a lock, no guesser shuts the owner out. */
export const throttleRules = (limits: AttemptLimits) => {
  const perAddress = { per: ['network'], window: 'fixed', windowMs: 10 * MINUTE, delayMs: () => 10 * MINUTE } as const
  return {
    loginFailures: {
      ...{ per: ['account', 'network'], limit: limits.loginFailures, window: 'sliding' },
      // Who waits for the count to be forgotten has 5 guesses an hour, who goes on has 4.
      windowMs: HOUR,
      delayMs: (beyond) => Math.min(SECOND * 2 ** beyond, 15 * MINUTE),
    },
    /** Not counted from networks that are known. */
    accountFailures: {
      ...{ per: ['account'], limit: limits.accountFailures, window: 'fixed', windowMs: HOUR },
      delayMs: () => 10 * SECOND,
    },
    addressLogins: { ...perAddress, limit: limits.addressLogins },
    addressRegistrations: { ...perAddress, limit: limits.addressRegistrations },
  } as const satisfies Readonly<Record<keyof AttemptLimits, ThrottleRule>>
}

const delayAfter = (count: number, { limit, delayMs }: ThrottleRule): number =>
  limit === 0 || count < limit ? 0 : delayMs(count - limit)

/** What of the attempts counts now. A clock that was set back makes no delay longer. */
export const attemptsAt = (now: number, attempts: Attempts, rule: ThrottleRule): Attempts => {
  if (attempts.expiresAt <= now) return NO_ATTEMPTS
  const opensAt = Math.min(attempts.opensAt, now + delayAfter(attempts.count, rule))
  if (rule.window === 'fixed')
    return { ...attempts, opensAt, expiresAt: Math.min(attempts.expiresAt, now + rule.windowMs) }
  return { ...attempts, opensAt, count: opensAt + rule.windowMs <= now ? 0 : attempts.count }
}

/** With one more than counts now. */
export const counted = (now: number, attempts: Attempts, rule: ThrottleRule): Attempts => {
  const count = attempts.count + 1
  const opensAt = now + delayAfter(count, rule)
  if (rule.window === 'fixed') {
    const expiresAt = attempts.count === 0 ? now + rule.windowMs : attempts.expiresAt
    return { ...attempts, count, opensAt: Math.min(opensAt, expiresAt), expiresAt }
  }
  return { ...attempts, count, opensAt, expiresAt: Math.max(attempts.expiresAt, opensAt + rule.windowMs) }
}

/** After a log-in from a network that is known from now on. */
export const known = (now: number): Attempts => ({ count: 0, opensAt: now, expiresAt: now + KNOWN_MS, isKnown: true })

/** Without one that did not fail. */
export const uncounted = (attempts: Attempts): Attempts => ({ ...attempts, count: Math.max(0, attempts.count - 1) })
