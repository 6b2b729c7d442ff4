import { describe, expect, it } from 'vitest'
import { circuitBreaker } from '../../src/adapters/mysql/circuit-breaker.ts'
import { rejected } from './expect.ts'

const INTERVAL = 60

describe('the circuit breaker', () => {
  it('probes once an interval while a call waits and the server answers, and lets the call wait', async () => {
    const probed: number[] = []
    const enough = Promise.withResolvers<void>()
    const { watch } = circuitBreaker(async () => {
      if (probed.push(performance.now()) === 4) enough.resolve()
    }, INTERVAL)
    const answer = watch<string>('a statement', 60_000, async (done) => {
      await enough.promise
      done(undefined, 'late')
    })
    expect(await answer).toBe('late')
    const pauses = probed.slice(1).map((at, i) => at - (probed[i] ?? 0))
    // A timer may be a millisecond early.
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(INTERVAL - 1)
  })

  it('opens for all who wait and all who come when a probe is not answered', async () => {
    const { watch, assertClosed } = circuitBreaker(() => new Promise(() => undefined), INTERVAL)
    const never = () => undefined
    const reasons = await Promise.all(
      [watch('one', 60_000, never), watch('other', 60_000, never)].map((w) => rejected(w)),
    )
    for (const reason of reasons) expect(reason).toMatchObject({ name: 'Unavailable', outcome: 'nothing_happened' })
    await expect(assertClosed()).rejects.toThrow('answers nobody')
  })

  it('gives a call up at its own deadline, and answers false when its answer comes too late', async () => {
    const { watch } = circuitBreaker(async () => undefined, 60_000)
    const late = Promise.withResolvers<boolean>()
    const given = Promise.withResolvers<void>()
    const call = watch<string>('a statement', 1, async (done) => {
      await given.promise
      late.resolve(done(undefined, 'late'))
    })
    expect(await rejected(call)).toMatchObject({ message: 'a statement took longer than 1 ms' })
    given.resolve()
    expect(await late.promise).toBe(false)
  })
})
