import { allOf, type Invalid } from './invalid.ts'
import { checkPassword } from './password.ts'
import { err, type Result } from './result.ts'
import { fold, isPlain, line } from './text.ts'

export type UserId = number
export type Role = 'customer' | 'admin'

export type User = {
  readonly id: UserId
  readonly email: string
  readonly username: string
  /** A PHC string, or the bare hex SHA-256 of a user the old application registered. */
  readonly passwordHash: string
  readonly role: Role
}

export type NewUser = Omit<User, 'id'>

export type EmailTaken = { readonly type: 'email_taken' }
export type UsernameTaken = { readonly type: 'username_taken' }
export type UserNotFound = { readonly type: 'user_not_found' }

/** What "the same email" means: trimmed, NFC, lower case. */
export const sameEmail = (text: string): string => text.trim().normalize('NFC').toLowerCase().normalize('NFC')

/** What "the same username" means: case and compatibility forms do not count. */
export const sameUsername = fold

const checkEmail = (text: string): Result<string, string> => {
  const kept = line(sameEmail(text), 3, 254)
  if (!kept.ok) return kept
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*$/u.test(kept.value) ? kept : err('must be an email address')
}

export type Registration = { readonly email: string; readonly username: string; readonly password: string }

/** The form as the shop will keep it, or everything that is wrong with it. */
export const checkRegistration = (form: Registration): Result<Registration, Invalid> =>
  allOf({
    email: checkEmail(form.email),
    username: line(form.username, 1, 64),
    password: isPlain(form.password) ? checkPassword(form) : err('must not contain control characters'),
  })

/** A new customer, from a checked registration and the hash of its password. */
export const register = (form: Registration, passwordHash: string): NewUser => ({
  email: form.email,
  username: form.username,
  passwordHash,
  role: 'customer',
})

export const promote = (user: User): User => ({ ...user, role: 'admin' })

export const isRole = (text: string): text is Role => text === 'customer' || text === 'admin'
