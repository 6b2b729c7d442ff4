import { checkPassword, type IsCommonPassword, normalizePassword } from '../../domain/accounts/password.ts'
import type { SessionId } from '../../domain/accounts/session.ts'
import type { AccountGone, NamesChange, User, UserId } from '../../domain/accounts/user.ts'
import { checkNames, emailKey, erase, isAdministrator, isErased } from '../../domain/accounts/user.ts'
import { err, type Invalid, ok, type Result } from '../../domain/result.ts'
import type { Needs } from '../needs.ts'
import type { UserRepository } from '../ports/accounts.ts'
import { verifyPassword, type Work } from './verify-password.ts'

const GONE = { type: 'account_gone' } as const satisfies AccountGone
/** Nobody else could make another one. */
export type LastAdministrator = { readonly type: 'last_administrator' }

export const showAccount =
  ({ users }: Needs) =>
  async (userId: UserId): Promise<Result<User, AccountGone>> => {
    const user = await users.byId(userId)
    // Another server may have deleted it in this second.
    return user && !isErased(user) ? ok(user) : err(GONE)
  }

export const changeAccount =
  ({ unitOfWork }: Needs) =>
  (userId: UserId, change: NamesChange) =>
    unitOfWork.run(async ({ users }) => {
      const user = await users.lock(userId)
      if (!user || isErased(user)) return err(GONE)
      const names = checkNames(change)
      if (!names.ok) return names
      const renamed = await users.rename(userId, names.value)
      return renamed.ok ? ok({ ...user, ...names.value }) : renamed
    })

/** Whether this locked user is an administrator, and no other is. */
export const isLastAdministrator = async (users: UserRepository, user: User): Promise<boolean> =>
  isAdministrator(user) && (await users.lockAdministrators()).length === 1

/** The orders stay, without a person. */
export const deleteAccount =
  ({ unitOfWork, clock, ids }: Needs) =>
  (userId: UserId) =>
    unitOfWork.run(async ({ users, carts, sessions, orders }) => {
      const user = await users.lock(userId)
      if (!user || isErased(user)) return err(GONE)
      if (await isLastAdministrator(users, user)) return err<LastAdministrator>({ type: 'last_administrator' })
      await carts.clear([userId])
      await sessions.end(userId, clock.now())
      await orders.forget(userId)
      const erased = erase(user, ids.next())
      await users.save(erased)
      return users.rename(userId, erased)
    })

export const listSessions =
  ({ sessions, clock }: Needs) =>
  (userId: UserId) =>
    sessions.ofUser(userId, clock.now())

/** Ends all sessions of a user, or one; answers how many. */
export const endSessions =
  ({ unitOfWork, clock }: Needs) =>
  (userId: UserId, only?: SessionId) =>
    unitOfWork.run(async ({ users, sessions }) => {
      await users.lock(userId)
      return sessions.end(userId, clock.now(), { only })
    })

type Own = Readonly<Record<'password' | 'network', string>> & { readonly userId: UserId; readonly sessionId: SessionId }
/** The session of the access token has ended. */
export type SessionEnded = { readonly type: 'token_invalid' }

/** Checks the password, does the work, and issues a fresh access token for the same session. */
const reissuing = async <E = never>(needs: Needs, own: Own, work: Work<User, E>) => {
  const { users, sessions, clock, tokens } = needs
  const { userId, sessionId, password, network } = own
  const [session] = await sessions.ofUser(userId, clock.now(), sessionId)
  if (!session) return err<SessionEnded>({ type: 'token_invalid' })
  const find = () => users.byId(userId)
  const account = emailKey((await find())?.email ?? '')
  const done = await verifyPassword(needs)({ password, account, network }, find, work)
  if (!done.ok) return done
  const { role, mustChangePassword } = done.value
  const times = { freshAt: clock.now(), until: session.expiresAt }
  return ok(await tokens.issue({ userId, role, sessionId, mustChangePassword, ...times }))
}

export const confirmPassword = (needs: Needs) => (own: Own) => reissuing(needs, own, async (user) => ok(user))

const checkNewPassword = (
  newPassword: string,
  present: string,
  { email, username }: User,
  isCommon: IsCommonPassword,
) => {
  if (normalizePassword(newPassword) === normalizePassword(present)) return err('must not be the present password')
  return checkPassword(newPassword, [email, username], isCommon)
}

/** Ends the other sessions. */
export const changePassword =
  (needs: Needs) =>
  ({ newPassword, ...own }: Own & { readonly newPassword: string }) =>
    reissuing(needs, own, async (user) => {
      const checked = checkNewPassword(newPassword, own.password, user, await needs.commonPasswords())
      if (!checked.ok) {
        return err<Invalid>({ type: 'invalid', faults: [{ field: 'new_password', message: checked.error }] })
      }
      const passwordHash = await needs.passwords.hash(checked.value)
      const changed = { ...user, passwordHash, mustChangePassword: false }
      const isSet = await needs.unitOfWork.run(async ({ users, sessions }) => {
        if (!(await users.setPassword(changed, user.passwordHash))) return false
        await sessions.end(user.id, needs.clock.now(), { except: own.sessionId })
        return true
      })
      return isSet ? ok(changed) : undefined
    })
