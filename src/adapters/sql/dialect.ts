/** Where the engines differ. */
export type Dialect = {
  /** Ends a SELECT that locks its rows. */
  readonly forUpdate: string
  /** Follows a table's name and forces this index: left alone, MySQL scans, and locks, a table that looks small. */
  readonly forceIndex: (index: string) => string
  /** Ends an upsert that replaces these columns. */
  readonly orReplace: (key: readonly string[], columns: readonly string[]) => string
  /** A condition: the column contains the value, literally. */
  readonly contains: (column: string) => string
  readonly isDuplicate: (error: unknown) => boolean
  /** For a table or a column that is not there. */
  readonly isMissing: (error: unknown) => boolean
}
