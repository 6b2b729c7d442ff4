import type { UserReader, UserRepository } from '../../application/ports/users.ts'
import { emailKey, type NewUser, roles, type User } from '../../domain/accounts/user.ts'
import { usernameKey } from '../../domain/accounts/username.ts'
import { err, ok } from '../../domain/result.ts'
import type { Dialect, Executor, Reading, Row } from './executor.ts'
import { integer, oneOf, placeholders, text } from './statements.ts'

const select = 'SELECT id, email, username, password_hash, role FROM users'
const columns = ['email', 'email_key', 'username', 'username_key', 'password_hash', 'role'] as const

const userOf = (row: Row): User => ({
  id: integer(row, 'id'),
  email: text(row, 'email'),
  username: text(row, 'username'),
  passwordHash: text(row, 'password_hash'),
  role: oneOf(row, 'role', roles),
})

const valuesOf = (u: NewUser) => [
  u.email,
  emailKey(u.email),
  u.username,
  usernameKey(u.username),
  u.passwordHash,
  u.role,
]

const byEmail = async (executor: Reading, email: string, ending = ''): Promise<User | undefined> => {
  const [row] = await executor.all(`${select} WHERE email_key = ?${ending}`, [emailKey(email)])
  return row && userOf(row)
}

export const sqlUsers = (executor: Executor, { forUpdate }: Dialect): UserRepository => ({
  add: async (user) => {
    const takenBy = (column: string) => `SELECT '${column}' AS taken FROM users WHERE ${column} = ?`
    // A row that came by hand may have the email and another key.
    const find = ['email_key', 'email', 'username_key'].map(takenBy).join(' UNION ALL ')
    const [found] = await executor.all(find, [emailKey(user.email), user.email, usernameKey(user.username)])
    if (found) return err({ type: text(found, 'taken') === 'username_key' ? 'username_taken' : 'email_taken' })
    // Of two concurrent registrations that find the name free, one meets the unique key, and its unit begins again.
    const values = valuesOf(user)
    const insert = `INSERT INTO users (${columns.join(', ')}) VALUES (${placeholders(values.length)})`
    const { lastId } = await executor.run(insert, values)
    return ok({ id: lastId, ...user })
  },
  // Locks: a concurrent `replaceHash` would otherwise be a lost update.
  lockByEmail: (email) => byEmail(executor, email, forUpdate),
  save: async (user) => {
    const assignments = columns.map((column) => `${column} = ?`).join(', ')
    await executor.run(`UPDATE users SET ${assignments} WHERE id = ?`, [...valuesOf(user), user.id])
  },
  replaceHash: async (id, from, to) => {
    const update = 'UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?'
    const { changes } = await executor.run(update, [to, id, from])
    return changes > 0
  },
})

export const sqlUserReader = (executor: Reading): UserReader => ({
  byEmail: (email) => byEmail(executor, email),
  byId: async (id) => {
    const [row] = await executor.all(`${select} WHERE id = ?`, [id])
    return row && userOf(row)
  },
})
