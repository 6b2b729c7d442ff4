/** Where the engines part. Everything else is written once, in the SQL they share. */
export type Dialect = {
  /** Ends a SELECT that holds its rows; nothing where a unit of work has the whole database to itself. */
  readonly forUpdate: string
  /**
   * Stands behind a table whose rows are locked or changed by primary key. An optimizer that prefers to scan a small
   * table, or another index, would lock rows of others, and in another order than everyone else.
   */
  readonly byPrimaryKey: string
  /** Begins the deletion from the table `t`, by primary key. */
  readonly deleteFrom: (table: string) => string
  /** Ends an INSERT whose rows, when their key is there already, replace `column`. */
  readonly orReplace: (key: readonly string[], column: string) => string
  /** True for the error of a row whose unique key is taken. */
  readonly isDuplicate: (error: unknown) => boolean
  /** True for the error of a table that does not exist. */
  readonly isMissingTable: (error: unknown) => boolean
}
