import type { Lifetimes } from '../domain/accounts/session.ts'
import type { EndedSessions } from './accounts/authenticate.ts'
import type { Throttle } from './accounts/throttle.ts'
import type { CommonPasswords, PasswordHasher, RefreshTokens, Tokens } from './ports/security.ts'
import type { Readers, UnitOfWork } from './ports/store.ts'
import type { Clock, Ids, Pause } from './ports/system.ts'

/** What use cases need; each picks its own. */
export type Needs = Readers & {
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
  readonly ids: Ids
  readonly pause: Pause
  readonly passwords: PasswordHasher
  readonly commonPasswords: CommonPasswords
  readonly tokens: Tokens
  readonly refreshTokens: RefreshTokens
  readonly lifetimes: Lifetimes
  readonly throttle: Throttle
  readonly ended: EndedSessions
}
