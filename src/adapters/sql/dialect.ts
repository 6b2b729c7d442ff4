/** Where the engines part. Everything else is written once, in the SQL they share. */
export type Dialect = {
  /** Ends a SELECT that holds its rows; nothing where a unit of work has the whole database to itself. */
  readonly forUpdate: string
  /**
   * Stands behind a table that must be reached through this index. Left alone, MySQL and MariaDB scan a table that looks
   * small, or sort a large one: a scan would hold rows of others, and a sort costs more with every order a user places.
   */
  readonly through: (index: string) => string
  /** Ends an INSERT whose rows, when their key is there already, replace `column`. */
  readonly orReplace: (key: readonly string[], column: string) => string
  /** True for the error of a row whose unique key is taken. */
  readonly isDuplicate: (error: unknown) => boolean
  /** True for the error of a table that does not exist. */
  readonly isMissingTable: (error: unknown) => boolean
}
