import { expect, it } from 'vitest'
import { memoryStore } from '../../../src/adapters/memory/store.ts'
import { sha256 } from '../../../src/adapters/security/refresh-tokens.ts'
import { throttle } from '../../../src/application/accounts/throttle.ts'
import { DEFAULT_ATTEMPT_LIMITS } from '../../../src/domain/accounts/throttling.ts'

const open = () => {
  const store = memoryStore()
  let now = Date.UTC(2026, 11, 1)
  const pauses: number[] = []
  const paused = Promise.withResolvers<void>()
  const keys = new Set<string>()
  const run: typeof store.unitOfWork.run = (work, options) =>
    store.unitOfWork.run(({ attempts, ...others }) => {
      const lock: typeof attempts.lock = (locked) => {
        for (const key of locked) keys.add(key)
        return attempts.lock(locked)
      }
      return work({ ...others, attempts: { ...attempts, lock } })
    }, options)
  const own = throttle({
    unitOfWork: { run },
    clock: { now: () => now },
    pause: (ms) => {
      pauses.push(ms)
      return paused.promise
    },
    digest: sha256,
    attemptLimits: DEFAULT_ATTEMPT_LIMITS,
  })
  const advanceMs = (ms: number) => {
    now += ms
  }
  const strangers = (name: string) =>
    Promise.all(Array.from({ length: 100 }, (_, i) => own.logIn({ account: `${name}-${i}`, network: `${name}-${i}` })))
  const kept = async () => {
    const found = await store.unitOfWork.run(({ attempts }) => attempts.lock([...keys]))
    return [...found.values()].filter(({ count }) => count > 0).length
  }
  return { ...own, pauses, paused, advanceMs, strangers, kept }
}

it('forgets attempts for good when they have expired, and as many new ones have come', async () => {
  const { strangers, advanceMs, kept } = open()
  await strangers('morning')
  expect(await kept()).toBe(300)
  advanceMs(600_001)
  advanceMs(3_600_001)
  for (const name of ['evening', 'night', 'midnight']) await strangers(name)
  expect(await kept()).toBe(900)
})

it('keeps nobody waiting whom it allows, and spaces out what it refuses at a time', async () => {
  const { logIn, pauses, paused } = open()
  const guess = () => logIn({ account: 'ada', network: 'there' })
  await Promise.all(Array.from({ length: 5 }, guess))
  expect(pauses).toEqual([])
  const refused = Array.from({ length: 4 }, guess)
  await expect.poll(() => pauses).toEqual([0, 4, 8, 12])
  paused.resolve()
  expect(await Promise.all(refused)).toEqual([1_000, 1_000, 1_000, 1_000])
  expect(await guess()).toBe(1_000)
  expect(pauses.at(-1)).toBe(0)
})
