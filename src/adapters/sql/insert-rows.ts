import { marks, parcels } from './lists.ts'
import type { Session, Value } from './session.ts'

/** The most rows in one INSERT: more gain nothing and cost a longer statement to prepare. */
const ROWS = 256

/** Inserts rows in the order they are given; `ending` is what an upsert says behind the values. */
export const insertRows = async (
  session: Session,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  ending = '',
): Promise<void> => {
  const row = `(${marks(columns.length)})`
  for (const parcel of parcels(rows, ROWS)) {
    const values = parcel.map(() => row).join(', ')
    await session.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values}${ending}`, parcel.flat())
  }
}
