import {
  KEPT_MS,
  MAX_LISTED_SESSIONS,
  type SessionReader,
  type SessionRepository,
} from '../../application/ports/accounts.ts'
import type { Session } from '../../domain/accounts/session.ts'
import type { Dialect, Executor, Reading, Row } from './executor.ts'
import { insertRows, integer, placeholders, text, uuid, uuidBytes } from './statements.ts'

const columns = 'user_id id created_at token_hash last_used_at expires_at user_agent address'.split(' ')
const selected = columns.map((column) => `s.${column}`).join(', ')

const sessionOf = (row: Row): Session => ({
  id: uuid(row, 'id'),
  userId: integer(row, 'user_id'),
  createdAt: integer(row, 'created_at'),
  tokenHash: text(row, 'token_hash'),
  lastUsedAt: integer(row, 'last_used_at'),
  expiresAt: integer(row, 'expires_at'),
  userAgent: text(row, 'user_agent'),
  address: text(row, 'address'),
})

/** A malformed id is no session's. */
const idOf = (id: string) => uuidBytes(id) ?? ''

const useOf = (s: Session) => [s.tokenHash, s.lastUsedAt, s.expiresAt, s.userAgent, s.address]

export const sqlSessions = (executor: Executor, { forShare }: Dialect): SessionRepository => ({
  open: async (session, { passwordHash, role }) => {
    const { id, userId, createdAt } = session
    const values = [idOf(id), createdAt, ...useOf(session)]
    // One statement: a log-in is to cost little more than its password.
    const insert = `INSERT INTO sessions (${columns.join(', ')}) SELECT id, ${placeholders(values.length)} FROM users
      WHERE id = ? AND password_hash = ? AND role = ? AND disabled = 0${forShare}`
    return (await executor.run(insert, [...values, userId, passwordHash, role])).changes > 0
  },
  byToken: async (hash) => {
    const sql = `SELECT ${selected}, NULL AS nonce, NULL AS used_at FROM sessions s WHERE s.token_hash = ?
      UNION ALL SELECT ${selected}, t.nonce, t.used_at FROM used_refresh_tokens t
      JOIN sessions s ON s.user_id = t.user_id AND s.id = t.session_id WHERE t.hash = ?`
    const [row] = await executor.all(sql, [hash, hash])
    if (!row) return undefined
    const isInForce = row.nonce === null
    const used = isInForce ? undefined : { hash, nonce: text(row, 'nonce'), usedAt: integer(row, 'used_at') }
    return { session: sessionOf(row), used }
  },
  rotate: async (session, { hash, nonce, usedAt }) => {
    const key = [session.userId, idOf(session.id)]
    const assignments = columns.slice(3).map((column) => `${column} = ?`)
    const update = `UPDATE sessions SET ${assignments.join(', ')} WHERE user_id = ? AND id = ? AND token_hash = ?`
    if ((await executor.run(update, [...useOf(session), ...key, hash])).changes === 0) return false
    const used = ['user_id', 'session_id', 'hash', 'nonce', 'used_at']
    await insertRows(executor, 'used_refresh_tokens', used, [[...key, hash, nonce, usedAt]])
    return true
  },
  deleteExpired: async (userId, before) => {
    await executor.run('DELETE FROM sessions WHERE user_id = ? AND expires_at < ?', [userId, before])
  },
  end: async (userId, at, { only, except } = {}) => {
    const named = only ?? except
    const condition = named === undefined ? '' : ` AND id ${only === undefined ? '<>' : '='} ?`
    const from = `FROM sessions WHERE user_id = ?${condition}`
    const values = [userId, ...(named === undefined ? [] : [idOf(named)])]
    await executor.run(`INSERT INTO ended_sessions (id, ended_at) SELECT id, ? ${from}`, [at, ...values])
    await executor.run('DELETE FROM ended_sessions WHERE ended_at < ?', [at - KEPT_MS])
    return (await executor.run(`DELETE ${from}`, values)).changes
  },
})

export const sqlSessionReader = (executor: Reading): SessionReader => ({
  ofUser: async (userId, at, only) => {
    const sql = `SELECT ${selected} FROM sessions s WHERE s.user_id = ? AND s.expires_at > ?
      ${only === undefined ? '' : 'AND s.id = ? '}ORDER BY s.last_used_at DESC LIMIT ${MAX_LISTED_SESSIONS}`
    return (await executor.all(sql, [userId, at, ...(only === undefined ? [] : [idOf(only)])])).map(sessionOf)
  },
  endedSince: async (time) => {
    const rows = await executor.all('SELECT id, ended_at FROM ended_sessions WHERE ended_at >= ?', [time])
    return rows.map((row) => [uuid(row, 'id'), integer(row, 'ended_at')] as const)
  },
})
