import { z } from 'zod'
import type { Session, SessionId } from '../../../domain/accounts/session.ts'
import type { User } from '../../../domain/accounts/user.ts'
import { timeView } from './fields.ts'

export const registrationBody = z.object({ email: z.string(), username: z.string(), password: z.string() })
export const loginBody = z.object({ email: z.string(), password: z.string(), cookies: z.boolean().default(false) })
export const refreshBody = z.strictObject({ refresh_token: z.string().optional() })
export const accountBody = z.strictObject({ email: z.string().optional(), username: z.string().optional() })
export const passwordBody = z.strictObject({ password: z.string() })
export const newPasswordBody = passwordBody.extend({ new_password: z.string() })

export const accountView = ({ id, email, username, role }: User) => ({ id, email, username, role })

export const sessionView = (of: Session, current: SessionId) => ({
  id: of.id,
  current: of.id === current,
  created_at: timeView(of.createdAt),
  last_used_at: timeView(of.lastUsedAt),
  expires_at: timeView(of.expiresAt),
  user_agent: of.userAgent,
  address: of.address,
})
