import type { UserReader, UserRepository } from '../../application/ports/accounts.ts'
import { emailKey, type NamesChange, type NewUser, roles, type User, type UserId } from '../../domain/accounts/user.ts'
import { usernameKey } from '../../domain/accounts/username.ts'
import { err, ok } from '../../domain/result.ts'
import type { Dialect, Executor, Reading, Row, Value } from './executor.ts'
import { allIn, where as allOf, type Conditions, integer, oneOf, placeholders, text, valuesOf } from './statements.ts'

const select = 'SELECT id, email, username, password_hash, role, disabled, must_change_password FROM users'

const userOf = (row: Row): User => ({
  id: integer(row, 'id'),
  email: text(row, 'email'),
  username: text(row, 'username'),
  passwordHash: text(row, 'password_hash'),
  role: oneOf(row, 'role', roles),
  disabled: integer(row, 'disabled') !== 0,
  mustChangePassword: integer(row, 'must_change_password') !== 0,
})

type Cells = Readonly<Record<string, Value>>

const namesOf = ({ email, username }: NamesChange): Cells => ({
  ...(email === undefined ? {} : { email, email_key: emailKey(email) }),
  ...(username === undefined ? {} : { username, username_key: usernameKey(username) }),
})

const othersOf = (u: NewUser): Cells => {
  const flags = { disabled: u.disabled ? 1 : 0, must_change_password: u.mustChangePassword ? 1 : 0 }
  return { password_hash: u.passwordHash, role: u.role, ...flags }
}

const FOUND = '(INSTR(COALESCE(email_key, email), ?) > 0 OR INSTR(username_key, ?) > 0)'

const where = async (executor: Reading, condition: string, values: readonly Value[]): Promise<readonly User[]> =>
  (await executor.all(`${select} WHERE ${condition}`, values)).map(userOf)

const update = async (executor: Executor, id: UserId, cells: Cells): Promise<void> => {
  const assignments = Object.keys(cells).map((column) => `${column} = ?`)
  await executor.run(`UPDATE users SET ${assignments.join(', ')} WHERE id = ?`, [...Object.values(cells), id])
}

/** Of two concurrent units that find a name free, one meets the unique key, and begins again. */
const refusalOf = async (executor: Executor, names: Cells, id: UserId) => {
  // A row that came by hand may have the email and another key.
  const unique = Object.entries(names).filter(([column]) => column !== 'username')
  const takenBy = ([column]: readonly [string, Value]) =>
    `SELECT '${column}' AS taken FROM users WHERE ${column} = ? AND id <> ?`
  const values = unique.flatMap(([, value]) => [value, id])
  const [found] = await executor.all(unique.map(takenBy).join(' UNION ALL '), values)
  return found && err({ type: text(found, 'taken') === 'username_key' ? 'username_taken' : 'email_taken' } as const)
}

export const sqlUsers = (executor: Executor, { forUpdate, forceIndex }: Dialect): UserRepository => ({
  add: async (user) => {
    const names = namesOf(user)
    const refusal = await refusalOf(executor, names, 0)
    if (refusal) return refusal
    const cells = { ...names, ...othersOf(user) }
    const insert = `INSERT INTO users (${Object.keys(cells).join(', ')}) VALUES (${placeholders(Object.keys(cells).length)})`
    const { lastId } = await executor.run(insert, Object.values(cells))
    return ok({ id: lastId, ...user })
  },
  lock: async (id) => (await where(executor, `id = ?${forUpdate}`, [id]))[0],
  lockByEmail: async (email) => (await where(executor, `email_key = ?${forUpdate}`, [emailKey(email)]))[0],
  lockAdministrators: async () => {
    const sql = `${select}${forceIndex('users_by_role')} WHERE role = 'admin' AND disabled = 0 ORDER BY id${forUpdate}`
    return (await executor.all(sql)).map(userOf)
  },
  save: (user) => update(executor, user.id, othersOf(user)),
  setPassword: async ({ id, passwordHash, mustChangePassword }, from) => {
    const set = 'UPDATE users SET password_hash = ?, must_change_password = ? WHERE id = ? AND password_hash = ?'
    return (await executor.run(set, [passwordHash, mustChangePassword ? 1 : 0, id, from])).changes > 0
  },
  rename: async (id, change) => {
    const names = namesOf(change)
    if (Object.keys(names).length === 0) return ok(undefined)
    return (await refusalOf(executor, names, id)) ?? ok(await update(executor, id, names))
  },
})

export const sqlUserReader = (executor: Reading, { forceIndex }: Dialect): UserReader => ({
  page: async ({ text, role, disabled, limit, after = 0 }) => {
    const conditions: Conditions = [
      ['id > ?', after],
      ...(text === undefined ? [] : [[FOUND, emailKey(text), usernameKey(text)] as const]),
      ...(role === undefined ? [] : [['role = ?', role] as const]),
      ...(disabled === undefined ? [] : [['disabled = ?', disabled ? 1 : 0] as const]),
    ]
    const from = `${select}${forceIndex(role === undefined ? 'PRIMARY' : 'users_by_role')}`
    const rows = await executor.all(`${from} ${allOf(conditions)} ORDER BY id LIMIT ?`, [
      ...valuesOf(conditions),
      limit,
    ])
    return rows.map(userOf)
  },
  byIds: async (ids) =>
    (await allIn(executor, ids, (list) => `${select} WHERE id IN (${list}) ORDER BY id`)).map(userOf),
  byEmail: async (email) => (await where(executor, 'email_key = ?', [emailKey(email)]))[0],
  byId: async (id) => (await where(executor, 'id = ?', [id]))[0],
  withDigest: (after, limit) =>
    where(executor, 'id > ? AND LENGTH(password_hash) = 64 ORDER BY id LIMIT ?', [after, limit]),
})
