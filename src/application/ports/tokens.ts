import type { UserId } from '../../domain/user.ts'

export type AccessToken = {
  readonly token: string
  /** Seconds from now. */
  readonly expiresIn: number
}

export type Tokens = {
  issue(userId: UserId): Promise<AccessToken>
  /** Whose token this is; `undefined` unless this shop issued it, for access, and it has not expired. */
  verify(token: string): Promise<UserId | undefined>
}
