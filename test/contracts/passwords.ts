import type { PasswordHasher } from '../../src/application/ports/security.ts'
import { Unavailable } from '../../src/application/unavailable.ts'
import type { Contract } from './contract.ts'
import { equal, holds } from './expect.ts'

export type PasswordHarness = {
  /** At most `concurrency` hashes at once, while `queue` wait. */
  passwords(concurrency: number, queue: number): PasswordHasher
}

export const PASSWORD = 'correct horse battery staple'
/** SHA-256 in hex, as the old application kept it: `printf 'correct horse battery staple' | sha256sum`. */
const LEGACY = 'c4bbcb1fbec99d65bf59d85c8cb62ee2db963f0fe106f483d9afa73bd4e39a8a'

/** What every hasher promises, whichever algorithm it takes. */
export const passwordsContract: Contract<PasswordHarness> = {
  'knows a password by its hash, and no other password': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    const hash = await hasher.hash(PASSWORD)
    holds(!hash.includes(PASSWORD), 'the hash does not tell the password')
    equal(await hasher.verify(PASSWORD, hash), 'yes')
    for (const wrong of [`${PASSWORD} `, PASSWORD.toUpperCase(), PASSWORD.slice(0, -1), '']) {
      equal(await hasher.verify(wrong, hash), 'no', wrong)
    }
  },

  'hashes the same password differently every time': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    const [first, second] = [await hasher.hash(PASSWORD), await hasher.hash(PASSWORD)]
    holds(first !== second, 'two hashes differ')
  },

  'cuts no password short': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    const long = '😀'.repeat(1_023)
    const hash = await hasher.hash(`${long}a`)
    equal(await hasher.verify(`${long}b`, hash), 'no')
    equal(await hasher.verify(`${long}a`, hash), 'yes')
  },

  'knows a password whichever way its accents were typed': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    const hash = await hasher.hash('cafe\u0301 noir')
    equal(await hasher.verify('caf\u00e9 noir', hash), 'yes')
    equal(await hasher.verify('cafe noir', hash), 'no')
  },

  'opens to what the old application kept, and says that it is outdated': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    equal(await hasher.verify(PASSWORD, LEGACY), 'outdated')
    equal(await hasher.verify(PASSWORD, LEGACY.toUpperCase()), 'outdated')
    equal(await hasher.verify('wrong', LEGACY), 'no')
    equal(await hasher.verify(LEGACY, LEGACY), 'no', 'the digest itself')
  },

  'opens to nobody where there is no user': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    equal(await hasher.verify(PASSWORD, undefined), 'no')
    equal(await hasher.verify('nobody has this password', undefined), 'no')
  },

  'takes as long for an unknown user, and for an old digest, as for a wrong password': async ({ passwords }) => {
    const hasher = passwords(1, 128)
    const hash = await hasher.hash(PASSWORD)
    const all = [hash, undefined, LEGACY]
    const fastest = all.map(() => Number.POSITIVE_INFINITY)
    // By turns, so that a machine that is busy for a while is busy for all of them.
    for (let round = 0; round < 5; round++) {
      for (const [i, kept] of all.entries()) {
        const begun = performance.now()
        await hasher.verify('wrong', kept)
        fastest[i] = Math.min(fastest[i] ?? 0, performance.now() - begun)
      }
    }
    const [usual = 0, nobody = 0, legacy = 0] = fastest
    // A missing hash takes a hundredth of the time; half leaves room for a busy machine.
    holds(nobody > usual / 2, 'an unknown user costs a hash')
    holds(legacy > usual / 2, 'an old digest costs a hash')
  },

  'refuses more work than it should take on, and goes on with what it took': async ({ passwords }) => {
    const hasher = passwords(1, 2)
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => hasher.hash(PASSWORD)))
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    equal(refused.length, 3, 'the number of refusals')
    holds(
      refused.every(
        (reason) => reason instanceof Unavailable && reason.retryable && reason.outcome === 'nothing_happened',
      ),
      'a refusal says that it will pass',
    )
    equal(await hasher.verify(PASSWORD, await hasher.hash(PASSWORD)), 'yes')
  },
}
