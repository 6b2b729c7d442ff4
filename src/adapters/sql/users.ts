import type { UserRepository } from '../../application/ports/user-repository.ts'
import { err, ok } from '../../domain/result.ts'
import type { Dialect } from './dialect.ts'
import { marks } from './lists.ts'
import type { Session } from './session.ts'
import { selectByEmail, userColumns, userValues, userWithEmail } from './user-rows.ts'

export const sqlUsers = (session: Session, dialect: Dialect): UserRepository => ({
  add: async (user) => {
    try {
      // The unique keys decide, not a look beforehand: two who register at once both find nothing.
      const columns = userColumns.join(', ')
      const values = userValues(user)
      const { lastId } = await session.run(`INSERT INTO users (${columns}) VALUES (${marks(values.length)})`, values)
      return ok({ id: lastId, ...user })
    } catch (error) {
      if (!dialect.isDuplicate(error)) throw error
      const sameEmail = await session.all('SELECT id FROM users WHERE email = ?', [user.email])
      return err({ type: sameEmail.length > 0 ? 'email_taken' : 'username_taken' })
    }
  },
  // Held, because whoever reads a user in a unit of work may save it: a hash replaced in between would be lost.
  lockByEmail: async (email) => userWithEmail(email, await session.all(selectByEmail + dialect.forUpdate, [email])),
  save: async (user) => {
    const assignments = userColumns.map((column) => `${column} = ?`).join(', ')
    await session.run(`UPDATE users SET ${assignments} WHERE id = ?`, [...userValues(user), user.id])
  },
  replaceHash: async (id, from, to) => {
    const { changes } = await session.run('UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?', [
      to,
      id,
      from,
    ])
    return changes > 0
  },
})
