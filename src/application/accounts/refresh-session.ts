import { type Device, expiryOf, type SessionId } from '../../domain/accounts/session.ts'
import type { UserId } from '../../domain/accounts/user.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Needs } from '../needs.ts'
import { issueTokens, type LoggedIn } from './log-in.ts'

/** `csrfToken`: needed when the refresh token came in a cookie; `undefined` when in the body. */
type Refresh = Device & { readonly refreshToken: string; readonly csrfToken: string | undefined }
export type RefreshRefused =
  | { readonly type: 'refresh_token_reused'; readonly userId: UserId; readonly sessionId: SessionId }
  | { readonly type: 'refresh_token_invalid' | 'csrf_token_invalid' | 'password_change_required' }
type Refreshed = Promise<Result<LoggedIn, RefreshRefused>>

/** After the first use of the successor: a delayed repeat is no theft. */
const GRACE_MS = 10_000

/**
 * Rotation with reuse detection (RFC 9700, section 4.14.2). A repeat gets the same successor, until that was used and for
 * the grace period. Later one of the two was stolen, and the session ends.
 */
export const refreshSession =
  ({ unitOfWork, tokens, refreshTokens, clock, lifetimes }: Needs) =>
  async ({ refreshToken, csrfToken, ...device }: Refresh): Refreshed => {
    const now = clock.now()
    const hash = refreshTokens.hash(refreshToken)
    const used = { hash, nonce: refreshTokens.random(), usedAt: now }

    const refreshed = await unitOfWork.run(async ({ sessions, users }) => {
      const found = await sessions.byToken(hash)
      const user = found && (await users.lock(found.session.userId))
      if (!user || found.session.expiresAt <= now) return err({ type: 'refresh_token_invalid' } as const)
      const isForged = csrfToken !== undefined && !tokens.isCsrfToken(csrfToken, found.session.id)
      if (isForged) return err({ type: 'csrf_token_invalid' } as const)
      if (user.mustChangePassword) return err({ type: 'password_change_required' } as const)

      const tokenHash = refreshTokens.hash(refreshTokens.successor(refreshToken, used.nonce))
      const expiresAt = expiryOf(found.session.createdAt, now, lifetimes)
      const next = { ...found.session, ...device, tokenHash, lastUsedAt: now, expiresAt }
      const isFirst = !found.used && (await sessions.rotate(next, used))
      // Read before the lock: another unit may have rotated it since.
      const { nonce } = isFirst ? used : ((await sessions.byToken(hash))?.used ?? used)
      const successor = refreshTokens.successor(refreshToken, nonce)
      const current = await sessions.byToken(refreshTokens.hash(successor))
      if (!current) return err({ type: 'refresh_token_invalid' } as const)
      const isReused = current.used !== undefined && Math.abs(now - current.used.usedAt) > GRACE_MS
      if (isReused) await sessions.end(user.id, clock.now(), { only: current.session.id })
      // Not a refusal, which would undo the end.
      return ok({ user, session: current.session, successor, isReused })
    })
    if (!refreshed.ok) return refreshed
    const { user, session, successor, isReused } = refreshed.value
    if (isReused) return err({ type: 'refresh_token_reused', userId: user.id, sessionId: session.id })
    return ok(await issueTokens(tokens, user, session, successor, now))
  }
