/** No booleans and dates: engines treat them differently. */
export type Value = string | number | null | Uint8Array

/** As the driver gives it: unknown before it is parsed. */
export type Row = Readonly<Record<string, unknown>>

/** One connection: values travel beside the statement, never in its text. */
export type Executor = {
  all(sql: string, values?: readonly Value[]): Promise<readonly Row[]>
  /** Answers how many rows matched, and the id of an inserted one. */
  run(sql: string, values?: readonly Value[]): Promise<{ readonly changes: number; readonly lastId: number }>
}

export type Reading = Pick<Executor, 'all'>

/** Where the engines differ. */
export type Dialect = {
  /** Ends a SELECT that locks its rows. */
  readonly forUpdate: string
  /** Ends a SELECT that keeps others from changing its rows. */
  readonly forShare: string
  /** Follows a table's name and forces this index: left alone, MySQL scans, and locks, a table that looks small. */
  readonly forceIndex: (index: string) => string
  /** Ends an upsert that replaces these columns. */
  readonly orReplace: (key: readonly string[], columns: readonly string[]) => string
  /** For a table or a column that is not there. */
  readonly isMissing: (error: unknown) => boolean
  /** For a change of a table that an interrupted migration has made already. */
  readonly isRepeated: (error: unknown) => boolean
}
