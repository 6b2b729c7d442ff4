import type { AttemptRepository } from '../../src/application/ports/attempts.ts'
import type { Store } from '../../src/application/ports/store.ts'
import { type Attempts, NO_ATTEMPTS } from '../../src/domain/accounts/throttling.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { assert, equal } from './expect.ts'
import { unique } from './given.ts'
import { simultaneously } from './simultaneous.ts'

const NOW = 1_795_000_000_000
const some = (details: Partial<Attempts> = {}): Attempts => {
  return { count: 3, opensAt: NOW, expiresAt: NOW + 1, isKnown: false, ...details }
}
/** 43 characters, as a digest has; they differ in case alone, too. */
const keyOf = (name: string): string => (name + unique().repeat(2)).slice(0, 42)

const within = <T>({ unitOfWork }: Store, work: (attempts: AttemptRepository) => Promise<T>): Promise<T> =>
  unitOfWork.run(({ attempts }) => work(attempts), { durable: false })
const kept = async (store: Store, keys: readonly string[]) => {
  const found = await within(store, (attempts) => attempts.lock(keys))
  return keys.map((key) => found.get(key))
}
const keep = (store: Store, attempts: ReadonlyMap<string, Attempts>) =>
  within(store, async ({ lock, save }) => {
    await lock([...attempts.keys()])
    await save(attempts)
  })

export const attemptsContract: Contract<StoreHarness> = {
  'keeps the attempts of each key, and has none of another': async ({ store }) => {
    const [name, other] = [keyOf('a'), keyOf('b')]
    const [lower, upper] = [`${name}x`, `${name}X`]
    const known = some({ count: 0, opensAt: 0, expiresAt: Number.MAX_SAFE_INTEGER, isKnown: true })
    await keep(
      store,
      new Map([
        [lower, some()],
        [upper, known],
      ]),
    )
    equal(await kept(store, [upper, other, lower, lower]), [known, NO_ATTEMPTS, some(), some()])
    await keep(store, new Map([[lower, some({ count: 4 })]]))
    equal(await kept(store, [lower, upper]), [some({ count: 4 }), known])
    equal(await kept(store, []), [])
  },

  'keeps as many as one batch has': async ({ store }) => {
    const all = new Map(Array.from({ length: 700 }, (_, i) => [keyOf(`${i}`), some({ count: i })]))
    await keep(store, all)
    equal(await kept(store, [...all.keys()]), [...all.values()])
  },

  'keeps nothing of a unit that fails': async ({ store }) => {
    const key = keyOf('c')
    const failed = within(store, async ({ lock, save }) => {
      await lock([key])
      await save(new Map([[key, some()]]))
      throw new Error('no')
    })
    equal(await failed.catch(String), 'Error: no')
    equal(await kept(store, [key]), [NO_ATTEMPTS])
  },

  'counts each of many simultaneous attempts, also the first, whatever the order of keys': async (harness) => {
    const keys = [keyOf('d'), keyOf('e'), keyOf('f')]
    await simultaneously(harness, 40, (through, i) =>
      within(through, async ({ lock, save }) => {
        const found = await lock(i % 3 === 0 ? keys.toReversed() : keys)
        await save(new Map([...found].map(([key, each]) => [key, { ...each, count: each.count + 1, expiresAt: NOW }])))
      }),
    )
    equal(
      (await kept(harness.store, keys)).map((each) => each?.count),
      [40, 40, 40],
    )
  },

  'deletes all that has expired, and no more at a time than it is told': async ({ store }) => {
    const [gone, left] = [Array.from({ length: 5 }, (_, i) => keyOf(`g${i}`)), keyOf('h')]
    const clean = async (before: number, limit: number, times: number) => {
      for (let i = 0; i < times; i++) await within(store, ({ deleteExpired }) => deleteExpired(before, limit))
    }
    // Keys that were locked and not saved.
    await clean(1, 10_000, 2)
    const attempts = [...gone.map((key) => [key, some({ expiresAt: 1 })] as const), [left, some()] as const]
    await keep(store, new Map(attempts))
    await clean(1, 10, 1)
    equal(
      (await kept(store, gone)).map((each) => each?.count),
      [3, 3, 3, 3, 3],
    )
    await clean(2, 3, 1)
    const counts = (await kept(store, gone)).map((each) => each?.count)
    assert(counts.filter((count) => count === 3).length >= 2, `at most three are deleted: ${counts}`)
    // More often than what is left of other cases needs.
    await clean(2, 10, 200)
    equal(
      (await kept(store, [...gone, left])).map((each) => each?.count),
      [0, 0, 0, 0, 0, 3],
    )
  },
}
