/** `outdated` is a match whose hash should be replaced by a new one. */
export type PasswordMatch = 'no' | 'yes' | 'outdated'

/** Both throw `Unavailable` when more hashing is asked for than the machine should take on. */
export type PasswordHasher = {
  hash(password: string): Promise<string>
  /** Costs the same whether the password is right, wrong, or (`undefined`) there is no such user. */
  verify(password: string, hash: string | undefined): Promise<PasswordMatch>
}
