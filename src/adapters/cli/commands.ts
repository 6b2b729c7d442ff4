import type { BadRow } from '../../application/catalogue/import-products.ts'
import { readPriceList } from './price-list.ts'
import { type Command, fail, out, progress } from './terminal.ts'
import { readTextFile } from './text-file.ts'

const describe = ({ line, faults }: BadRow): string =>
  `line ${line}: ${faults.map(({ field, message }) => `${field} ${message}`).join('; ')}`

export const importCommand: Command = async (args, withShop) => {
  const skipBad = args.includes('--skip-bad')
  const [path = ''] = args.filter((arg) => arg !== '--skip-bad')
  const list = readPriceList(readTextFile(path))
  if (!list.ok) {
    fail(`${path} was not imported: ${list.error}.`)
    return 1
  }
  const rows = list.value
  progress(`${path}: importing ${rows.length} rows`)
  const imported = await withShop((shop) => shop.importProducts({ rows, skipBad }))
  progress('')

  for (const bad of imported.ok ? imported.value.bad : imported.error.rows) fail(describe(bad))
  if (!imported.ok) {
    const bad = imported.error.rows.length === 1 ? '1 row is' : `${imported.error.rows.length} rows are`
    const next = 'fix them, or import the others with --skip-bad'
    fail(`${path}: nothing was imported, because ${bad} bad; ${next}.`)
    return 1
  }
  const { added, updated, bad } = imported.value
  out(`${path}: ${added} added, ${updated} updated, ${bad.length} skipped.`)
  return 0
}

export const promoteCommand: Command = async ([email = ''], withShop) => {
  const promoted = await withShop((shop) => shop.promoteUser(email))
  if (promoted.ok) out(`${promoted.value.email} is an administrator now.`)
  else fail(`There is no user with the email ${email}: register it first, with POST /register.`)
  return promoted.ok ? 0 : 1
}

export const migrateCommand: Command = async (_args, withShop) => {
  const applied = await withShop(async (_shop, applied) => applied)
  out(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing to migrate: all is in place.')
  return 0
}
