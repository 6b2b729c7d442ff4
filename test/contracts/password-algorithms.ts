import type { Contract } from './contract.ts'
import { equal, holds, rejected } from './expect.ts'
import { PASSWORD, type PasswordHarness } from './passwords.ts'

/** Hashes of `PASSWORD` with less work than today's, as an earlier version might have kept them. */
const ARGON2ID = '$argon2id$v=19$m=4096,t=1,p=1$CALXm6V4QR00tho9Pirkkg$A4eA0aZWSrcmuWMq4vcEvUQDokk83ncF5wqh1rmlh18'
const SCRYPT = '$scrypt$ln=10,r=8,p=1$3FFFWTwxLC/B0ZC+2NrlCw$TABYrNbOWQ2Ww7k3JH21rFdBAnrHbd3vpGKq72KHyR0'

/** What else a hasher promises whose algorithm is argon2id. */
export const argon2idContract: Contract<PasswordHarness> = {
  'keeps argon2id strings with the parameters that OWASP recommends': async ({ passwords }) => {
    const hash = await passwords(2, 128).hash(PASSWORD)
    holds(hash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'), `${hash.slice(0, 40)} has them`)
  },

  'opens to an argon2id hash of less work, and says that it is outdated': async ({ passwords }) => {
    equal(await passwords(2, 128).verify(PASSWORD, ARGON2ID), 'outdated')
    equal(await passwords(2, 128).verify('wrong', ARGON2ID), 'no')
  },

  'opens to what scrypt left on workerd, and says that it is outdated': async ({ passwords }) => {
    equal(await passwords(2, 128).verify(PASSWORD, SCRYPT), 'outdated')
    equal(await passwords(2, 128).verify('wrong', SCRYPT), 'no')
  },
}

/** What else a hasher promises whose algorithm is scrypt. */
export const scryptContract: Contract<PasswordHarness> = {
  'keeps scrypt strings with the parameters that OWASP recommends': async ({ passwords }) => {
    const hash = await passwords(2, 128).hash(PASSWORD)
    holds(hash.startsWith('$scrypt$ln=14,r=8,p=5$'), `${hash.slice(0, 40)} has them`)
  },

  'opens to a scrypt hash of less work, and says that it is outdated': async ({ passwords }) => {
    equal(await passwords(2, 128).verify(PASSWORD, SCRYPT), 'outdated')
    equal(await passwords(2, 128).verify('wrong', SCRYPT), 'no')
  },

  'takes a hash that was cut short for broken, and not for one that any password opens': async ({ passwords }) => {
    await rejected(passwords(2, 128).verify('', SCRYPT.slice(0, -42)))
  },

  'says that it cannot verify argon2id, instead of calling the password wrong': async ({ passwords }) => {
    await rejected(passwords(2, 128).verify(PASSWORD, ARGON2ID))
  },
}
