/** What a statement may be given. There are no booleans and dates: what becomes of them differs from engine to engine. */
export type Value = string | number | null | Uint8Array

/** A row as the driver hands it over: nothing in it is known before it has been parsed. */
export type Row = Readonly<Record<string, unknown>>

export type Written = {
  /** How many rows the statement matched. */
  readonly changes: number
  /** The id of the row it inserted. */
  readonly lastId: number
}

/** One connection, as far as the repositories need it: values travel beside the statement, never in its text. */
export type Session = {
  all(sql: string, values?: readonly Value[]): Promise<readonly Row[]>
  run(sql: string, values?: readonly Value[]): Promise<Written>
}
