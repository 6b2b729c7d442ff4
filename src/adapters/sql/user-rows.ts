import { isRole, type NewUser, sameUsername, type User } from '../../domain/user.ts'
import { integer, oneOf, text } from './columns.ts'
import type { Row, Value } from './session.ts'

export const selectByEmail = 'SELECT id, email, username, password_hash, role FROM users WHERE email = ?'

export const userColumns = ['email', 'username', 'username_key', 'password_hash', 'role'] as const

const userOf = (row: Row): User => ({
  id: integer(row, 'id'),
  email: text(row, 'email'),
  username: text(row, 'username'),
  passwordHash: text(row, 'password_hash'),
  role: oneOf(row, 'role', isRole),
})

/** In the order of `userColumns`. */
export const userValues = (user: NewUser): readonly Value[] => [
  user.email,
  user.username,
  sameUsername(user.username),
  user.passwordHash,
  user.role,
]

/** The user of this very email: MySQL finds one also when spaces follow it. */
export const userWithEmail = (email: string, rows: readonly Row[]): User | undefined =>
  rows.map(userOf).find((user) => user.email === email)
