import { emailKey } from '../../domain/accounts/user.ts'
import { nameKey, searchKey } from '../../domain/catalogue/product.ts'
import { fold } from '../../domain/text.ts'
import type { Dialect, Executor, Reading, Row, Value } from './executor.ts'
import { allIn, integer, isNull, optionalText, text, updateColumn } from './statements.ts'

// A row that was moved here by hand, or stored by a version with another folding, has keys that the domain does not look for.

const BATCH = 1_000

async function* batchesOf(executor: Reading, table: string, columns: string, where = '1 = 1') {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const sql = `SELECT id, ${columns} FROM ${table} WHERE id > ? AND ${where} ORDER BY id LIMIT ${BATCH}`
    const rows = await executor.all(sql, [after])
    yield rows
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) return
    after = integer(last, 'id')
  }
}

/** Throws when two users have one email: which of them it belongs to, only the operator knows. */
export const assertEmailsDiffer = async (executor: Reading): Promise<void> => {
  const respelt = new Map<string, number>()
  const claim = (key: string, id: number): void => {
    const other = respelt.get(key)
    respelt.set(key, id)
    if (other === undefined || other === id) return
    const [older, newer] = [Math.min(id, other), Math.max(id, other)]
    throw new Error(`users ${older} and ${newer} have one email, and nothing was changed: give one of them another`)
  }
  for await (const rows of batchesOf(executor, 'users', 'email')) {
    for (const row of rows) {
      const key = emailKey(text(row, 'email'))
      if (key !== text(row, 'email')) claim(key, integer(row, 'id'))
    }
  }
  const equals = await allIn(
    executor,
    [...respelt.keys()],
    (list) => `SELECT id, email FROM users WHERE email IN (${list})`,
  )
  // MySQL ignores trailing spaces.
  for (const row of equals) if (respelt.has(text(row, 'email'))) claim(text(row, 'email'), integer(row, 'id'))
}

type Update = (column: string, values: readonly (readonly [id: number, value: Value])[]) => Promise<void>

/** Wrong keys go first: one may be the right key of another row. */
const mendEmails = async (executor: Executor, update: Update): Promise<number> => {
  let wrong = 0
  for await (const rows of batchesOf(executor, 'users', 'email, email_key', 'email_key IS NOT NULL')) {
    const others = rows.filter((row) => text(row, 'email_key') !== emailKey(text(row, 'email')))
    await update(
      'email_key',
      others.map((row) => [integer(row, 'id'), null]),
    )
    wrong += others.length
  }
  for await (const rows of batchesOf(executor, 'users', 'email', 'email_key IS NULL')) {
    await update(
      'email_key',
      rows.map((row) => [integer(row, 'id'), emailKey(text(row, 'email'))]),
    )
  }
  return wrong
}

/** Of users with one name the oldest keeps the key, and another gets `key#id`: it logs in by email. */
const mendUsernames = async (executor: Executor, update: Update): Promise<readonly string[]> => {
  const keys = new Map<number, string>()
  const wanted = new Map<string, number[]>()
  for await (const rows of batchesOf(executor, 'users', 'username, username_key')) {
    for (const row of rows) {
      const [id, key, present] = [integer(row, 'id'), fold(text(row, 'username')), text(row, 'username_key')]
      if (key === present) continue
      keys.set(id, present)
      wanted.set(key, [...(wanted.get(key) ?? []), id])
    }
  }
  const find = (list: string) => `SELECT id, username_key FROM users WHERE username_key IN (${list})`
  for (const row of await allIn(executor, [...wanted.keys()], find)) {
    const [id, key] = [integer(row, 'id'), text(row, 'username_key')]
    if (!keys.has(id)) wanted.get(key)?.push(id)
    keys.set(id, keys.get(id) ?? key)
  }
  const mended = [...wanted].flatMap(([key, ids]) => {
    const oldest = Math.min(...ids)
    return ids.map((id) => ({ id, oldest, key: id === oldest ? key : `${key}#${id}` }))
  })
  const changed = mended.filter(({ id, key }) => keys.get(id) !== key)
  // No username has control characters.
  await update(
    'username_key',
    changed.map(({ id }) => [id, `\u0001${id}`]),
  )
  await update(
    'username_key',
    changed.map(({ id, key }) => [id, key]),
  )
  return changed.flatMap(({ id, oldest }) =>
    id === oldest
      ? []
      : `users ${oldest} and ${id} have one username: ${oldest} keeps it, and ${id} logs in by email as before`,
  )
}

const mendProducts = async (executor: Executor, update: Update): Promise<number> => {
  const productOf = (row: Row) => ({ name: text(row, 'name'), sku: optionalText(row, 'sku') })
  let wrong = 0
  for await (const rows of batchesOf(executor, 'products', 'name, sku, name_key, search_key')) {
    const names = rows.filter((row) => text(row, 'name_key') !== nameKey(text(row, 'name')))
    await update(
      'name_key',
      names.map((row) => [integer(row, 'id'), nameKey(text(row, 'name'))]),
    )
    const searched = rows.filter((row) => optionalText(row, 'search_key') !== searchKey(productOf(row)))
    await update(
      'search_key',
      searched.map((row) => [integer(row, 'id'), searchKey(productOf(row))]),
    )
    wrong += new Set([...names, ...searched.filter((row) => !isNull(row, 'search_key'))]).size
  }
  return wrong
}

/** Computes every key as the domain does; answers, in sentences, what was wrong. */
export const mendKeys = async (executor: Executor, dialect: Dialect): Promise<readonly string[]> => {
  const updateIn =
    (table: string): Update =>
    (column, values) =>
      updateColumn(executor, dialect, table, column, values)
  const emails = await mendEmails(executor, updateIn('users'))
  const names = await mendUsernames(executor, updateIn('users'))
  const products = await mendProducts(executor, updateIn('products'))
  const counted = (count: number, what: string) => (count > 0 ? [`mended the keys of ${count} ${what}`] : [])
  return [...counted(emails, 'emails'), ...names, ...counted(products, 'products')]
}
