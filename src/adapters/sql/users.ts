import type { UserReader, UserRepository } from '../../application/ports/users.ts'
import { foldUsername, isRole, type NewUser, type User } from '../../domain/accounts/user.ts'
import { err, ok } from '../../domain/result.ts'
import type { Dialect } from './dialect.ts'
import type { Reading, Row, UnitExecutor } from './executor.ts'
import { integer, oneOf, placeholders, text } from './statements.ts'

const select = 'SELECT id, email, username, password_hash, role FROM users'
const columns = ['email', 'username', 'username_key', 'password_hash', 'role'] as const

const userOf = (row: Row): User => ({
  id: integer(row, 'id'),
  email: text(row, 'email'),
  username: text(row, 'username'),
  passwordHash: text(row, 'password_hash'),
  role: oneOf(row, 'role', isRole),
})

const valuesOf = (u: NewUser) => [u.email, u.username, foldUsername(u.username), u.passwordHash, u.role]

/** Compares the email again, because MySQL ignores trailing spaces. */
const byEmail = async (executor: Reading, email: string, ending = ''): Promise<User | undefined> => {
  const rows = await executor.all(`${select} WHERE email = ?${ending}`, [email])
  return rows.map(userOf).find((user) => user.email === email)
}

export const sqlUsers = (executor: UnitExecutor, { forUpdate }: Dialect): UserRepository => ({
  add: async (user) => {
    // The unique keys decide: two concurrent registrations would both find the name free.
    const values = valuesOf(user)
    const insert = `INSERT INTO users (${columns.join(', ')}) VALUES (${placeholders(values.length)})`
    const written = await executor.runUnlessTaken(insert, values)
    if (written) return ok({ id: written.lastId, ...user })
    const found = await executor.all('SELECT id FROM users WHERE email = ?', [user.email])
    return err({ type: found.length > 0 ? 'email_taken' : 'username_taken' })
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
