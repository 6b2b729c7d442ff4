import type { AuditReader, AuditRepository, KeptAuditEntry } from '../../application/ports/audit.ts'
import type { Executor, Reading, Row } from './executor.ts'
import { insertRows, integer, optionalInteger, optionalText, text } from './statements.ts'

const columns = 'happened_at user_id request_id action subject old_values new_values'.split(' ')

export const sqlAudit = (executor: Executor): AuditRepository => ({
  add: ({ at, userId, requestId, action, subject, before, after }) => {
    const row = [at, userId ?? null, requestId ?? null, action, subject, JSON.stringify(before), JSON.stringify(after)]
    return insertRows(executor, 'audit_log', columns, [row])
  },
})

const entryOf = (row: Row): KeptAuditEntry => ({
  id: integer(row, 'id'),
  at: integer(row, 'happened_at'),
  userId: optionalInteger(row, 'user_id'),
  requestId: optionalText(row, 'request_id'),
  action: text(row, 'action'),
  subject: text(row, 'subject'),
  before: JSON.parse(text(row, 'old_values')),
  after: JSON.parse(text(row, 'new_values')),
})

export const sqlAuditReader = (executor: Reading): AuditReader => ({
  page: async (limit, before = Number.MAX_SAFE_INTEGER) => {
    const sql = `SELECT id, ${columns.join(', ')} FROM audit_log WHERE id < ? ORDER BY id DESC LIMIT ?`
    return (await executor.all(sql, [before, limit])).map(entryOf)
  },
})
