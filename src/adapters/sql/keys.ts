import { emailKey } from '../../domain/accounts/user.ts'
import { usernameKey } from '../../domain/accounts/username.ts'
import { nameKey, searchKey } from '../../domain/catalogue/product.ts'
import type { Dialect, Executor, Reading, Row } from './executor.ts'
import { integer, optionalText, text, updateColumn } from './statements.ts'

// A row that was moved here by hand, or stored by a version with another folding, has keys that the domain does not look for.

const BATCH = 1_000

/** In batches, by ascending id. */
async function* rowsOf(executor: Reading, table: string, columns: string): AsyncGenerator<readonly Row[]> {
  const sql = `SELECT id, ${columns} FROM ${table} WHERE id > ? ORDER BY id LIMIT ${BATCH}`
  let rows = await executor.all(sql, [Number.MIN_SAFE_INTEGER])
  for (let last = rows.at(-1); last; last = rows.at(-1)) {
    yield rows
    rows = await executor.all(sql, [integer(last, 'id')])
  }
}

type Change = readonly [id: number, key: string]

/** The keys of users that are not the domain's. Throws when two have one email: whose it is, only the operator knows. */
const wrongKeys = async (executor: Reading, presentEmailKey: string) => {
  const [idByEmail, idByName] = [new Map<string, number>(), new Map<string, number>()]
  const [emails, names, notes]: [Change[], Change[], string[]] = [[], [], []]
  const doubles: { readonly id: number; readonly name: string; readonly present: string }[] = []
  const wrongEmails: number[] = []
  const columns = `email, username, username_key, ${presentEmailKey} AS email_key`
  for await (const rows of rowsOf(executor, 'users', columns)) {
    for (const row of rows) {
      const [id, email, name] = [integer(row, 'id'), emailKey(text(row, 'email')), usernameKey(text(row, 'username'))]
      const other = idByEmail.get(email)
      const next = 'and nothing was changed: give one of them another'
      if (other !== undefined) throw new Error(`users ${other} and ${id} have one email, ${next}`)
      idByEmail.set(email, id)
      const before = optionalText(row, 'email_key')
      if (before !== email) emails.push([id, email])
      if (before !== email && before !== undefined) wrongEmails.push(id)
      const present = text(row, 'username_key')
      if (idByName.has(name)) doubles.push({ id, name, present })
      else if (present !== name) names.push([id, name])
      idByName.set(name, idByName.get(name) ?? id)
    }
  }
  // The oldest has the key. The others log in by email.
  for (const { id, name, present } of doubles) {
    let key = `${name}#${id}`
    while (idByName.has(key)) key += `#${id}`
    if (present === key) continue
    names.push([id, key])
    const oldest = idByName.get(name)
    notes.push(`users ${oldest} and ${id} have one username: ${oldest} keeps it, and ${id} logs in by email as before`)
  }
  return { emails, wrongEmails, names, notes }
}

export const assertEmailsDiffer = (executor: Reading) => wrongKeys(executor, 'NULL')

const productKeys: Readonly<Record<string, (row: Row) => string>> = {
  name_key: (row) => nameKey(text(row, 'name')),
  search_key: (row) => searchKey({ name: text(row, 'name'), sku: optionalText(row, 'sku') }),
}

/** Computes every key as the domain does; answers notes for the operator. */
export const mendKeys = async (executor: Executor, dialect: Dialect): Promise<readonly string[]> => {
  const { emails, wrongEmails, names, notes } = await wrongKeys(executor, 'email_key')
  // First keys that nobody has: a wrong key may be the right one of another user.
  const noEmails = wrongEmails.map((id) => [id, null] as const)
  const nobodysNames = names.map(([id]) => [id, `\u0001${id}`] as const)
  await updateColumn(executor, dialect, 'users', 'email_key', noEmails)
  await updateColumn(executor, dialect, 'users', 'email_key', emails)
  await updateColumn(executor, dialect, 'users', 'username_key', nobodysNames)
  await updateColumn(executor, dialect, 'users', 'username_key', names)

  let products = 0
  for await (const rows of rowsOf(executor, 'products', 'name, sku, name_key, search_key')) {
    for (const [column, keyOf] of Object.entries(productKeys)) {
      const wrong = rows.filter((row) => optionalText(row, column) !== keyOf(row))
      const changed = wrong.map((row) => [integer(row, 'id'), keyOf(row)] as const)
      await updateColumn(executor, dialect, 'products', column, changed)
      products += wrong.filter((row) => row[column] !== null).length
    }
  }
  const mended = (count: number, what: string) => (count > 0 ? [`mended the keys of ${count} ${what}`] : [])
  return [...mended(wrongEmails.length, 'emails'), ...mended(products, 'products'), ...notes]
}
