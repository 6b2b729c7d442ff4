import { describe, expect, it } from 'vitest'
import {
  type Attempts,
  attemptsAt,
  counted,
  DEFAULT_ATTEMPT_LIMITS,
  known,
  NO_ATTEMPTS,
  type ThrottleRule,
  throttleRules,
} from '../../../src/domain/accounts/throttling.ts'

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000]
const NOW = Date.UTC(2026, 11, 1)
const rules = throttleRules(DEFAULT_ATTEMPT_LIMITS)

/** Attempts as soon as each is allowed; answers how long each had to wait for the one before it. */
const delays = (rule: ThrottleRule, times: number): readonly number[] => {
  let attempts = NO_ATTEMPTS
  let now = NOW
  return Array.from({ length: times }, () => {
    const present = attemptsAt(now, attempts, rule)
    const wait = Math.max(0, present.opensAt - now)
    now += wait
    attempts = counted(now, attemptsAt(now, present, rule), rule)
    return wait / SECOND
  })
}

const tried = (rule: ThrottleRule, times: number, now = NOW): Attempts =>
  Array.from({ length: times }).reduce<Attempts>((attempts) => counted(now, attempts, rule), NO_ATTEMPTS)
const waitAt = (now: number, attempts: Attempts, rule: ThrottleRule) => attemptsAt(now, attempts, rule).opensAt - now

describe('attempts', () => {
  it('at one account from one network are delayed after five, from a second to a quarter of an hour', () => {
    const free = [0, 0, 0, 0, 0]
    expect(delays(rules.loginFailures, 18)).toEqual([...free, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
  })

  it('at one account are delayed after fifty in an hour, by ten seconds each', () => {
    expect(delays(rules.accountFailures, 53)).toEqual([...Array.from({ length: 50 }, () => 0), 10, 10, 10])
    const many = tried(rules.accountFailures, 60)
    expect(attemptsAt(NOW + HOUR - 1, many, rules.accountFailures).count).toBe(60)
    expect(attemptsAt(NOW + HOUR, many, rules.accountFailures)).toEqual(NO_ATTEMPTS)
  })

  it.each([
    ['addressLogins', 300],
    ['addressRegistrations', 60],
  ] as const)('from one network are refused for what is left of ten minutes: %s, %i', (name, limit) => {
    const rule = rules[name]
    const free = tried(rule, limit - 1)
    expect(waitAt(NOW + MINUTE, free, rule)).toBeLessThanOrEqual(0)
    const last = counted(NOW + 4 * MINUTE, free, rule)
    expect(waitAt(NOW + 4 * MINUTE, last, rule)).toBe(6 * MINUTE)
    expect(attemptsAt(NOW + 10 * MINUTE, last, rule)).toEqual(NO_ATTEMPTS)
  })

  it('at one account from one network are forgotten an hour after the last delay', () => {
    const rule = rules.loginFailures
    const ten = tried(rule, 10)
    expect(attemptsAt(NOW + 32 * SECOND + HOUR - 1, ten, rule).count).toBe(10)
    expect(attemptsAt(NOW + 32 * SECOND + HOUR, ten, rule)).toEqual(NO_ATTEMPTS)
  })

  it('leave a network known for thirty days after a log-in, whatever fails there', () => {
    const rule = rules.loginFailures
    const guessed = tried(rule, 7)
    expect(attemptsAt(NOW, known(NOW), rule)).toMatchObject({ count: 0, opensAt: NOW, isKnown: true })
    const failed = counted(NOW, known(NOW), rule)
    expect(attemptsAt(NOW + 2 * HOUR, failed, rule)).toMatchObject({ count: 0, isKnown: true })
    expect(attemptsAt(NOW + 30 * DAY - 1, failed, rule).isKnown).toBe(true)
    expect(attemptsAt(NOW + 30 * DAY, failed, rule).isKnown).toBe(false)
    expect(guessed.isKnown).toBe(false)
  })

  it.each(Object.entries(rules))('are delayed no longer, and no less, when the clock is set back: %s', (_, rule) => {
    const spent = tried(rule, rule.limit + 1)
    const back = NOW - HOUR
    const wait = waitAt(NOW, spent, rule)
    expect(wait).toBeGreaterThan(0)
    const present = attemptsAt(back, spent, rule)
    expect(present.opensAt - back).toBe(wait)
    expect(present.count).toBe(spent.count)
    // By the new time the delay ends, and so does the count.
    expect(waitAt(back + wait, present, rule)).toBeLessThanOrEqual(0)
    expect(attemptsAt(back + wait + HOUR, present, rule).count).toBe(0)
  })

  it('without a limit are never delayed', () => {
    const unlimited = throttleRules({ loginFailures: 0, accountFailures: 0, addressLogins: 0, addressRegistrations: 0 })
    for (const rule of Object.values(unlimited)) {
      expect(waitAt(NOW, tried(rule, 100_000), rule)).toBeLessThanOrEqual(0)
    }
  })
})
