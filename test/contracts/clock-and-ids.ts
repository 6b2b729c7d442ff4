import type { Clock, Ids } from '../../src/application/ports/system.ts'
import type { Contract } from './contract.ts'
import { assert, equal } from './expect.ts'

export type SystemHarness = { readonly clock: Clock; ids(clock: Clock): Ids }

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const NOON = Date.UTC(2026, 10, 22, 12)

const ascends = (made: readonly string[]): boolean => made.every((id, i) => i === 0 || id > (made[i - 1] ?? ''))

/** The milliseconds in the first 48 bits (RFC 9562, section 5.7). */
const timeOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)

export const clockContract: Contract<SystemHarness> = {
  'tells the time in whole milliseconds': async ({ clock }) => {
    const [before, now, after] = [Date.now(), clock.now(), Date.now()]
    assert(Number.isInteger(now) && before <= now && now <= after, 'it is now')
  },
}

export const idsContract: Contract<SystemHarness> = {
  'makes ascending UUIDv7 in lower case, also when a millisecond’s counter overflows': async ({ ids }) => {
    const source = ids({ now: () => NOON })
    const made = Array.from({ length: 10_000 }, () => source.next())
    equal(timeOf(made[0] ?? ''), NOON)
    assert(ascends(made), 'every id is greater than the one before')
    equal(made.filter((id) => !UUID_V7.test(id)).length, 0, 'the number of ids of another form')
    assert(timeOf(made.at(-1) ?? '') - NOON < 10, 'little time is borrowed')
  },

  'makes ids that ascend while time passes, and when the clock steps back': async ({ ids }) => {
    const times = [NOON, NOON + 1, NOON + 1, NOON - 5_000, NOON - 4_999, NOON + 2]
    const source = ids({ now: () => times.shift() ?? NOON })
    assert(ascends(Array.from({ length: 6 }, () => source.next())), 'every id is greater than the one before')
  },

  'makes different ids in generators that start in the same millisecond': async ({ ids }) => {
    const made = Array.from({ length: 1_000 }, () => ids({ now: () => NOON }).next())
    equal(new Set(made).size, 1_000, 'the number of different ids')
  },
}
