import type { Result } from '../../domain/result.ts'
import type { EmailTaken, NewUser, User, UserId, UsernameTaken } from '../../domain/user.ts'

export type UserRepository = {
  /** Keeps a new user under an id of its own, unless someone already has its email or username. */
  add(user: NewUser): Promise<Result<User, EmailTaken | UsernameTaken>>
  /** Holds a user until the unit ends, so that nothing is lost when it is saved. */
  lockByEmail(email: string): Promise<User | undefined>
  save(user: User): Promise<void>
  /** Replaces the hash only while it is still `from`; false when someone was faster. */
  replaceHash(id: UserId, from: string, to: string): Promise<boolean>
}
