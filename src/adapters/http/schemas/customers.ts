import { z } from 'zod'
import type { CustomerPage } from '../../../application/accounts/manage-customers.ts'
import { MAX_EMAIL, roles, type User } from '../../../domain/accounts/user.ts'
import { accountView } from './accounts.ts'
import { idCursor, line, pageLimit } from './fields.ts'

export const customersQuery = z
  .strictObject({
    limit: pageLimit.default(20),
    cursor: idCursor,
    q: line(MAX_EMAIL).optional(),
    role: z.enum(roles).optional(),
    disabled: z.enum(['true', 'false']).optional(),
  })
  .transform(({ cursor: after, q: text, disabled, ...query }) => {
    return { ...query, after, text, disabled: disabled === undefined ? undefined : disabled === 'true' }
  })

export const roleBody = z.strictObject({ role: z.enum(roles) })

export const customerView = (of: User) => ({ ...accountView(of), disabled: of.disabled })

export const customersView = ({ items, next }: CustomerPage) => ({
  customers: items.map(customerView),
  next_cursor: next ? String(next.id) : null,
})
