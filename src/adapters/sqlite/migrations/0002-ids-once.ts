import type { Migration } from '../../sql/migrations.ts'
import { shop } from './0001-shop.ts'

/** The steps of https://www.sqlite.org/lang_altertable.html#otheralter. */
const rebuilt = (table: string): readonly string[] => {
  const old = shop.statements.find((statement) => statement.startsWith(`CREATE TABLE ${table} `)) ?? ''
  const created = old.replace(table, `${table}_new`).replace('INTEGER PRIMARY KEY', 'INTEGER PRIMARY KEY AUTOINCREMENT')
  return [
    created,
    `INSERT INTO ${table}_new SELECT * FROM ${table}`,
    `DROP TABLE ${table}`,
    `ALTER TABLE ${table}_new RENAME TO ${table}`,
    ...shop.statements.filter((statement) => statement.includes(` ON ${table} (`)),
  ]
}

/** Never gives the id of a deleted row again: the user's token would be good for the next one. */
export const idsOnce: Migration = {
  number: 2,
  name: 'ids-once',
  statements: [...rebuilt('users'), ...rebuilt('products')],
}
