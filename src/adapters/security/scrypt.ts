import { Buffer } from 'node:buffer'
import { scrypt as derive, randomBytes, type ScryptOptions, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { PasswordHasher } from '../../application/ports/security.ts'
import { type Bounds, type PasswordAlgorithm, phcPasswords } from './passwords.ts'

/** OWASP Password Storage Cheat Sheet: N = 2^14, r = 8, p = 5 takes 16 MiB. */
const [LN, R, P] = [14, 8, 5]
const KEY_LENGTH = 32
/** Bounds the parameters of a stored hash. */
const MAX_MEMORY = 64 * 1024 * 1024

const key = promisify<string, Buffer, number, ScryptOptions, Buffer>(derive)
const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

/** RFC 7914 as PHC strings, `$scrypt$ln=14,r=8,p=5$salt$hash`. */
export const scrypt: PasswordAlgorithm = {
  prefix: '$scrypt$',
  current: `$scrypt$ln=${LN},r=${R},p=${P}$`,
  hash: async (password) => {
    const salt = randomBytes(16)
    const derived = await key(password, salt, KEY_LENGTH, { N: 2 ** LN, r: R, p: P, maxmem: MAX_MEMORY })
    return `${scrypt.current}${base64(salt)}$${base64(derived)}`
  },
  verify: async (phc, password) => {
    const parts = /^\$scrypt\$ln=([1-9]\d?),r=([1-9]\d?),p=([1-9]\d?)\$([\w+/]{22,})\$([\w+/]{43})$/.exec(phc)
    const [, ln, r, p, salt = '', hash = ''] = parts ?? []
    const options = { N: 2 ** Number(ln), r: Number(r), p: Number(p), maxmem: MAX_MEMORY }
    if (!parts || 128 * options.N * options.r >= MAX_MEMORY) return false
    const expected = Buffer.from(hash, 'base64')
    return timingSafeEqual(await key(password, Buffer.from(salt, 'base64'), expected.length, options), expected)
  },
}

/** For workerd, which has no argon2id. */
export const scryptPasswords = (bounds: Bounds): PasswordHasher => phcPasswords([scrypt], bounds)
