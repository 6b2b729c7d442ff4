import type { EmailTaken, NewUser, User, UserId, UsernameTaken } from '../../domain/accounts/user.ts'
import type { Result } from '../../domain/result.ts'

export type UserRepository = {
  /** Adds a new user unless the email or username is taken. */
  add(user: NewUser): Promise<Result<User, EmailTaken | UsernameTaken>>
  /** By `emailKey`: in any spelling. */
  lockByEmail(email: string): Promise<User | undefined>
  save(user: User): Promise<void>
  /** Replaces the hash only while it is still `from`; false otherwise. */
  replaceHash(id: UserId, from: string, to: string): Promise<boolean>
}

export type UserReader = {
  byEmail(email: string): Promise<User | undefined>
  byId(id: UserId): Promise<User | undefined>
}
