import type { IsCommonPassword } from '../../domain/accounts/password.ts'
import type { SessionId } from '../../domain/accounts/session.ts'
import type { Origin } from '../../domain/accounts/throttling.ts'
import type { Role, UserId } from '../../domain/accounts/user.ts'

/** `outdated` is a match whose hash should be replaced by a new one. */
export type PasswordMatch = 'no' | 'yes' | 'outdated'

/** All throw `Unavailable` when too many hashes wait; origins take turns. */
export type PasswordHasher = {
  hash(password: string, origin?: Origin): Promise<string>
  /** A hash of a digest of the old application, which the same password matches. */
  wrap(digest: string): Promise<string>
  /** Costs the same for a right, a wrong and (`undefined`) an unknown user's password. */
  verify(password: string, hash: string | undefined, origin?: Origin): Promise<PasswordMatch>
}

export type CommonPasswords = () => Promise<IsCommonPassword>

/** What an access token says. */
export type Claims = {
  readonly userId: UserId
  readonly role: Role
  readonly sessionId: SessionId
  /** When the password was checked: milliseconds, whole seconds. */
  readonly freshAt: number
  readonly mustChangePassword: boolean
}

/** `expiresIn`: seconds from now. `csrfToken`: of the session; computed when it is asked for. */
export type AccessToken = { readonly token: string; readonly expiresIn: number; csrfToken(): string }

export type Tokens = {
  /** Good for as long as access tokens are, but not after `until`. */
  issue(claims: Claims & { readonly until: number }): Promise<AccessToken>
  /** `undefined` unless this shop issued the token, for access, and it has not expired. */
  verify(token: string): Promise<Claims | undefined>
  /** Whether it is the session's, in constant time. */
  isCsrfToken(text: string | undefined, sessionId: SessionId): boolean
}

/** SHA-256 in base64url. */
export type Digest = (text: string) => string

/** 256 random bits each; nothing that is kept can be used as a token. */
export type RefreshTokens = {
  random(): string
  hash(token: string): string
  /** Always the same for a token and a nonce. */
  successor(token: string, nonce: string): string
}
