/** The stores on which one runtime holds its promises, by the URLs that open them. */
export type Places = {
  /** One that is migrated and that all share. */
  readonly shop: string
  /** Some that nobody has used before, for those who need one to themselves. */
  readonly empty: readonly string[]
}

/** How many of the promises need an empty store each. */
export const EMPTY = 5
