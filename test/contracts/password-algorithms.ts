import type { Contract } from './contract.ts'
import { assert, equal } from './expect.ts'
import { PASSWORD, type PasswordHarness } from './passwords.ts'

/** Hashes of `PASSWORD` with smaller parameters than today's. */
const ARGON2ID = '$argon2id$v=19$m=4096,t=1,p=1$CALXm6V4QR00tho9Pirkkg$A4eA0aZWSrcmuWMq4vcEvUQDokk83ncF5wqh1rmlh18'
const SCRYPT = '$scrypt$ln=10,r=8,p=1$3FFFWTwxLC/B0ZC+2NrlCw$TABYrNbOWQ2Ww7k3JH21rFdBAnrHbd3vpGKq72KHyR0'

const hashesInto =
  (start: string) =>
  async ({ passwords }: PasswordHarness) => {
    const hash = await passwords(2, 128).hash(PASSWORD)
    assert(hash.startsWith(start), `${hash.slice(0, 40)} starts with ${start}`)
  }

const verifiesAsOutdated =
  (hash: string) =>
  async ({ passwords }: PasswordHarness) => {
    const hasher = passwords(2, 128)
    equal(await hasher.verify(PASSWORD, hash), 'outdated')
    equal(await hasher.verify('wrong', hash), 'no')
  }

/** What a hasher of argon2id promises besides. */
export const argon2idContract: Contract<PasswordHarness> = {
  'hashes with argon2id and the parameters that OWASP recommends': hashesInto('$argon2id$v=19$m=19456,t=2,p=1$'),
  'verifies an argon2id hash of smaller parameters, as outdated': verifiesAsOutdated(ARGON2ID),
  'verifies a scrypt hash, which workerd stored, as outdated': verifiesAsOutdated(SCRYPT),
}

/** What a hasher of scrypt promises besides. */
export const scryptContract: Contract<PasswordHarness> = {
  'hashes with scrypt and the parameters that OWASP recommends': hashesInto('$scrypt$ln=14,r=8,p=5$'),
  'verifies a scrypt hash of smaller parameters, as outdated': verifiesAsOutdated(SCRYPT),

  'verifies no argon2id hash, for which workerd has no library': async ({ passwords }) => {
    equal(await passwords(2, 128).verify(PASSWORD, ARGON2ID), 'no')
  },
}
