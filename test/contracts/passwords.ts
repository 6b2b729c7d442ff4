import type { PasswordHasher } from '../../src/application/ports/security.ts'
import { Unavailable } from '../../src/application/unavailable.ts'
import type { Contract } from './contract.ts'
import { assert, equal } from './expect.ts'

export type PasswordHarness = {
  /** At most `concurrency` hashes run at once, and `queue` wait. */
  passwords(concurrency: number, queue: number): PasswordHasher
}

export const PASSWORD = 'correct horse battery staple'
/** SHA-256 in hex, as the old application stored it: `printf 'correct horse battery staple' | sha256sum`. */
const LEGACY = 'c4bbcb1fbec99d65bf59d85c8cb62ee2db963f0fe106f483d9afa73bd4e39a8a'

const [SALT, KEY] = ['3FFFWTwxLC/B0ZC+2NrlCw', 'TABYrNbOWQ2Ww7k3JH21rFdBAnrHbd3vpGKq72KHyR0']
/** Words, other algorithms, cut off, and with parameters that no machine has the memory for. */
const NO_HASHES = [
  ...[
    '',
    'x',
    '*',
    PASSWORD,
    '$',
    '$2b$10$abcdefghijklmnopqrstuuN9qo8uLOickgx2ZMRZoMyeIjZAgcfl7',
    'pbkdf2:sha256:1$a$b',
  ],
  ...['$argon2id$', '$argon2id$v=19$m=19456,t=2,p=1$$', `$argon2id$v=19$m=4096,t=0,p=1$${SALT}$${KEY}`],
  ...[`$argon2id$v=19$m=999999999,t=1,p=1$${SALT}$${KEY}`, '$scrypt$', `$scrypt$ln=14,r=8,p=5$${SALT}$`],
  ...['ln=10,r=8,p=0', 'ln=0,r=8,p=1', 'ln=10,r=0,p=1', 'ln=30,r=8,p=1'].map(
    (costs) => `$scrypt$${costs}$${SALT}$${KEY}`,
  ),
]

/** What every hasher promises, whatever its algorithm. */
export const passwordsContract: Contract<PasswordHarness> = {
  'verifies a password by its hash, and no other password': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    const hash = await hasher.hash(PASSWORD)
    assert(!hash.includes(PASSWORD), 'the hash hides the password')
    equal(await hasher.verify(PASSWORD, hash), 'yes')
    const wrong = [`${PASSWORD} `, PASSWORD.toUpperCase(), '']
    equal(await Promise.all(wrong.map((each) => hasher.verify(each, hash))), ['no', 'no', 'no'])
  },

  'truncates no password, and takes its accents in either form': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    const long = '😀'.repeat(1_023)
    const hash = await hasher.hash(`cafe\u0301 ${long}a`)
    const typed = [`caf\u00e9 ${long}a`, `caf\u00e9 ${long}b`, `cafe ${long}a`]
    equal(await Promise.all(typed.map((each) => hasher.verify(each, hash))), ['yes', 'no', 'no'])
  },

  'takes nothing away from a password: what is not seen counts, and so do blanks': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    for (const hidden of ['\u200b', '\u2028', '\u00ad', '\ufeff', ' ']) {
      const hash = await hasher.hash(`${PASSWORD}${hidden}`)
      const typed = [`${PASSWORD}${hidden}`, PASSWORD, `${hidden}${PASSWORD}`, `${PASSWORD}\u00a0`]
      const matches = await Promise.all(typed.map((each) => hasher.verify(each, hash)))
      equal(matches, ['yes', 'no', 'no', 'no'], JSON.stringify(hidden))
    }
  },

  'verifies what the old application stored, as outdated': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    for (const digest of [LEGACY, LEGACY.toUpperCase()]) equal(await hasher.verify(PASSWORD, digest), 'outdated')
    equal(await hasher.verify(LEGACY, LEGACY), 'no', 'the digest itself')
  },

  'matches no password with a text that is no hash': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    for (const text of NO_HASHES) {
      equal(
        [await hasher.verify(PASSWORD, text), await hasher.verify('', text), await hasher.verify(text, text)],
        ['no', 'no', 'no'],
        text,
      )
    }
  },

  'wraps what the old application stored, and verifies it as outdated': async ({ passwords }) => {
    const hasher = passwords(2, 128)
    for (const digest of [LEGACY, LEGACY.toUpperCase()]) {
      const wrapped = await hasher.wrap(digest)
      assert(!wrapped.toLowerCase().includes(LEGACY) && wrapped.length <= 255, `${wrapped} can be kept`)
      const typed = [PASSWORD, 'wrong', LEGACY, digest, wrapped]
      const matches = await Promise.all(typed.map((each) => hasher.verify(each, wrapped)))
      equal(matches, ['outdated', 'no', 'no', 'no', 'no'])
    }
    equal(await hasher.verify(PASSWORD, `sha256${LEGACY}`), 'no')
  },

  'takes as long for an unknown user, an old digest and what is no hash as for a wrong password': async ({
    passwords,
  }) => {
    const hasher = passwords(1, 128)
    const stored = [await hasher.hash(PASSWORD), undefined, LEGACY, '*']
    const fastestMs = stored.map(() => Number.POSITIVE_INFINITY)
    // Without a hash it takes a hundredth of the time; half allows for a busy machine, and so do the rounds.
    const alike = () => fastestMs.every((ms) => ms > (fastestMs[0] ?? 0) / 2)
    for (let round = 0; round < 20 && !alike(); round++) {
      for (const [i, hash] of stored.entries()) {
        const start = performance.now()
        equal(await hasher.verify('wrong', hash), 'no')
        fastestMs[i] = Math.min(fastestMs[i] ?? 0, performance.now() - start)
      }
    }
    assert(
      alike(),
      `the times of a wrong password, an unknown user, an old digest and no hash are alike: ${fastestMs} ms`,
    )
  },

  'salts each hash, refuses more than may run and wait, and goes on afterwards': async ({ passwords }) => {
    const hasher = passwords(1, 2)
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => hasher.hash(PASSWORD)))
    const hashes = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    equal(new Set(hashes).size, 3, 'the number of different hashes')
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    equal(reasons.length, 3, 'the number of refusals')
    for (const reason of reasons) {
      assert(reason instanceof Unavailable && reason.retryable, 'a refusal is retryable')
      equal(reason.outcome, 'nothing_happened')
    }
    await hasher.hash(PASSWORD)
  },
}
