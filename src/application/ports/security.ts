import type { IsCommonPassword } from '../../domain/accounts/password.ts'
import type { Role, UserId } from '../../domain/accounts/user.ts'

/** `outdated` is a match whose hash should be replaced by a new one. */
export type PasswordMatch = 'no' | 'yes' | 'outdated'

/** Both throw `Unavailable` when too many hashes wait. */
export type PasswordHasher = {
  hash(password: string): Promise<string>
  /** Costs the same for a right, a wrong and (`undefined`) an unknown user's password. */
  verify(password: string, hash: string | undefined): Promise<PasswordMatch>
}

export type CommonPasswords = () => Promise<IsCommonPassword>

/** Who is asking, as the access token says. */
export type Principal = { readonly userId: UserId; readonly role: Role }

/** `expiresIn`: seconds from now. */
export type AccessToken = { readonly token: string; readonly expiresIn: number }

export type Tokens = {
  issue(principal: Principal): Promise<AccessToken>
  /** `undefined` unless this shop issued the token, for access, and it has not expired. */
  verify(token: string): Promise<Principal | undefined>
}
