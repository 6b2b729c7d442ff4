import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { circuitBreaker } from '../../src/adapters/mysql/circuit-breaker.ts'
import { rejected } from './expect.ts'

describe('the circuit breaker', () => {
  // The timers that `src` imports from `node:timers`, too.
  beforeEach(() => vi.useFakeTimers({ now: 0, fakeNodeBuiltins: true }))
  afterEach(() => vi.useRealTimers())

  it('probes once an interval while a call waits and the server answers, and lets the call wait', async () => {
    const probedAtMs: number[] = []
    const answer = Promise.withResolvers<string>()
    const { watch } = circuitBreaker(async () => void probedAtMs.push(Date.now()), 1_000)
    const call = watch<string>('a statement', 60_000, (done) => answer.promise.then((value) => done(undefined, value)))
    await vi.advanceTimersByTimeAsync(4_500)
    expect(probedAtMs).toEqual([1_000, 2_000, 3_000, 4_000])
    answer.resolve('late')
    expect(await call).toBe('late')
  })

  it('opens for all calls, waiting and new, when a probe is not answered in time, and closes when it is', async () => {
    const greeting = Promise.withResolvers<void>()
    const { watch, assertClosed } = circuitBreaker(() => greeting.promise, 1_000)
    const calls = ['one', 'other'].map((what) => rejected(watch(what, 60_000, () => undefined)))
    await vi.advanceTimersByTimeAsync(1_900)
    await assertClosed()
    await vi.advanceTimersByTimeAsync(100)
    for (const reason of await Promise.all(calls)) {
      expect(reason).toMatchObject({ name: 'Unavailable', outcome: 'nothing_happened' })
    }
    await expect(assertClosed()).rejects.toThrow('does not answer')
    greeting.resolve()
    await vi.advanceTimersByTimeAsync(0)
    await assertClosed()
  })

  it('rejects a call at its own deadline, and answers false to its late outcome', async () => {
    const { watch } = circuitBreaker(async () => undefined, 60_000)
    const done = Promise.withResolvers<(error: unknown, value: string) => boolean>()
    const call = rejected(watch('a statement', 250, done.resolve))
    await vi.advanceTimersByTimeAsync(300)
    expect(await call).toMatchObject({ message: 'a statement took longer than 250 ms' })
    expect((await done.promise)(undefined, 'late')).toBe(false)
  })
})
