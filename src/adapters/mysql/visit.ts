import mysql, { type Connection } from 'mysql2/promise'
import { within } from './deadline.ts'
import { hangUp } from './hang-up.ts'
import { connectionOptions } from './options.ts'

/** Does something on a connection of its own, which takes so many milliseconds at most from the connecting to the end. */
export const visit = async <T>(
  url: string,
  milliseconds: number,
  work: (connection: Connection) => Promise<T>,
): Promise<T> => {
  const coming = mysql.createConnection({ ...connectionOptions(url), connectTimeout: milliseconds })
  try {
    return await within(milliseconds, 'asking the database', coming.then(work))
  } finally {
    coming.then(hangUp, () => undefined)
  }
}
