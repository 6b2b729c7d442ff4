import { allOf, err, type Invalid, type Result } from '../result.ts'
import { isPlain, lowerCase, mayFit, singleLine, visible } from '../text.ts'
import { checkPassword, type IsCommonPassword } from './password.ts'
import { checkUsername } from './username.ts'

export type UserId = number
export const roles = ['customer', 'admin'] as const
export type Role = (typeof roles)[number]

export type User = {
  readonly id: UserId
  readonly email: string
  readonly username: string
  /** A PHC string, a wrapped one, or the digest of the old application. */
  readonly passwordHash: string
  readonly role: Role
  /** May not log in. */
  readonly disabled: boolean
  /** The operator has set the password: the user has to choose another. */
  readonly mustChangePassword: boolean
}

export type NewUser = Omit<User, 'id'>
export type EmailTaken = { readonly type: 'email_taken' }
export type UsernameTaken = { readonly type: 'username_taken' }
/** A user who was looked up does not exist. */
export type UserNotFound = { readonly type: 'user_not_found' }
/** The user who is asking does not exist any more. */
export type AccountGone = { readonly type: 'account_gone' }

export const MAX_EMAIL = 254

/** As the shop shows it: as `visible`, in lower case; `undefined` for a text that is no account's. */
export const normalizeEmail = (text: string): string | undefined => {
  if (!mayFit(text, MAX_EMAIL) || /[\u2028\u2029]/.test(text)) return undefined
  const kept = visible(visible(text).toLowerCase())
  return isPlain(kept) ? kept : undefined
}

/** Equal for two spellings of one mailbox, and no more: without compatibility forms, and ß is not ss. */
export const emailKey = (email: string): string => visible(lowerCase(visible(email)))

const checkEmail = (text: string): Result<string, string> => {
  // A text that is no account's stays as it is, so that its own fault is named.
  const kept = singleLine(normalizeEmail(text) ?? text, 3, MAX_EMAIL)
  if (!kept.ok) return kept
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*$/u.test(kept.value) ? kept : err('must be an email address')
}

export type Names = { readonly email: string; readonly username: string }
export type NamesChange = { readonly [Name in keyof Names]?: string | undefined }
export type Registration = Names & { readonly password: string }

/** The form as the shop keeps it, or all its faults. */
export const checkRegistration = (form: Registration, isCommon: IsCommonPassword): Result<Registration, Invalid> => {
  const email = checkEmail(form.email)
  const username = checkUsername(form.username)
  const names = [email, username].flatMap((name) => (name.ok ? name.value : []))
  return allOf({ email, username, password: checkPassword(form.password, names, isCommon) })
}

/** The names that are to change, as the shop keeps them, or all their faults. */
export const checkNames = ({ email, username }: NamesChange) =>
  allOf({
    ...(email === undefined ? {} : { email: checkEmail(email) }),
    ...(username === undefined ? {} : { username: checkUsername(username) }),
  })

/** A new customer, from a checked registration and the hash of its password. */
export const register = (form: Registration, passwordHash: string): NewUser => ({
  email: form.email,
  username: form.username,
  passwordHash,
  role: 'customer',
  disabled: false,
  mustChangePassword: false,
})

export const promote = (user: User): User => ({ ...user, role: 'admin' })
export const demote = (user: User): User => ({ ...user, role: 'customer' })
export const disable = (user: User): User => ({ ...user, disabled: true })
export const enable = (user: User): User => ({ ...user, disabled: false })

/** Whether the user may act as one. */
export const isAdministrator = ({ role, disabled }: User): boolean => role === 'admin' && !disabled

const nameOfDeleted = (id: UserId): string => `deleted:${id}`

/** Keeps the id, for the orders, and nothing of the person. */
export const erase = ({ id }: User, suffix: string): User => {
  const email = nameOfDeleted(id)
  return { ...register({ email, username: `${email}:${suffix}`, password: '' }, 'deleted'), id, disabled: true }
}

export const isErased = ({ id, email }: User): boolean => email === nameOfDeleted(id)
