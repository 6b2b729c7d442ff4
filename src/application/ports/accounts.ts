import type { Session, SessionId } from '../../domain/accounts/session.ts'
import type { EmailTaken, NamesChange, NewUser, Role, User, UserId, UsernameTaken } from '../../domain/accounts/user.ts'
import type { Result } from '../../domain/result.ts'

export type UserRepository = {
  /** Adds a new user unless the email or username is taken. */
  add(user: NewUser): Promise<Result<User, EmailTaken | UsernameTaken>>
  /** Locks a user until the unit ends. */
  lock(id: UserId): Promise<User | undefined>
  /** By `emailKey`: in any spelling. */
  lockByEmail(email: string): Promise<User | undefined>
  /** Locks all who may act as administrators. */
  lockAdministrators(): Promise<readonly User[]>
  /** Saves all of a locked user but the names. */
  save(user: User): Promise<void>
  /** Saves the hash of a password, and whether it has to be changed, if the present hash is `from`; locks the user. */
  setPassword(user: User, from: string): Promise<boolean>
  /** Changes the names of a locked user unless another has them. */
  rename(id: UserId, names: NamesChange): Promise<Result<void, EmailTaken | UsernameTaken>>
}

export type UserQuery = {
  /** In the email or the username. */
  readonly text?: string | undefined
  readonly role?: Role | undefined
  readonly disabled?: boolean | undefined
  readonly limit: number
  readonly after?: UserId | undefined
}

export type UserReader = {
  /** By ascending id, at most `limit`, only those after `after`. */
  page(query: UserQuery): Promise<readonly User[]>
  /** Unknown ones are left out. */
  byIds(ids: readonly UserId[]): Promise<readonly User[]>
  byEmail(email: string): Promise<User | undefined>
  byId(id: UserId): Promise<User | undefined>
  /** Whose hash is as long as a digest of the old application: at most `limit`, by ascending id, after this one. */
  withDigest(after: UserId, limit: number): Promise<readonly User[]>
}

/** A refresh token that has a successor; `nonce` derives it. */
export type UsedToken = { readonly hash: string; readonly nonce: string; readonly usedAt: number }

/** All of a user's sessions when neither is named. */
export type Which = { readonly only?: SessionId | undefined; readonly except?: SessionId | undefined }

export type SessionRepository = {
  /** Adds a session unless its user is disabled, or has another password hash or role; locks the user. */
  open(session: Session, user: User): Promise<boolean>
  /** By the hash of any token it has had; `used` once that was rotated. `undefined` when the session has ended. */
  byToken(hash: string): Promise<{ readonly session: Session; readonly used: UsedToken | undefined } | undefined>
  /** Saves the use of a session with a new token; false, and nothing, unless the used token is still in force. */
  rotate(session: Session, used: UsedToken): Promise<boolean>
  /** Deletes a user's sessions that expired before this time. */
  deleteExpired(userId: UserId, before: number): Promise<void>
  /** Ends a locked user's sessions, or one, or all but one: only their ends are kept; answers how many. */
  end(userId: UserId, at: number, which?: Which): Promise<number>
}

export const MAX_LISTED_SESSIONS = 100
/** Of ended and expired sessions: longer than the longest access token, and than clocks differ. */
export const KEPT_MS = 2 * 86_400_000

export type SessionReader = {
  /** The sessions of a user that are open at this time, or one; the last used first, at most `MAX_LISTED_SESSIONS`. */
  ofUser(userId: UserId, at: number, only?: SessionId): Promise<readonly Session[]>
  /** The sessions that were ended at this time or later, and when. */
  endedSince(time: number): Promise<readonly (readonly [id: SessionId, at: number])[]>
}
