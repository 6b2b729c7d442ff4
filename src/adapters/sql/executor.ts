/** No booleans and dates: engines treat them differently. */
export type Value = string | number | null | Uint8Array

/** As the driver gives it: unknown before it is parsed. */
export type Row = Readonly<Record<string, unknown>>

/** Matched rows, and the id of an inserted one. */
export type Written = { readonly changes: number; readonly lastId: number }

/** One connection: values travel beside the statement, never in its text. */
export type Executor = {
  all(sql: string, values?: readonly Value[]): Promise<readonly Row[]>
  run(sql: string, values?: readonly Value[]): Promise<Written>
}

export type Reading = Pick<Executor, 'all'>
