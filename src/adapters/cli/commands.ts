import { appendFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { BadRow } from '../../application/catalogue/import-products.ts'
import { snakeCase } from '../../domain/text.ts'
import { readPriceList } from './price-list.ts'
import { type Command, fail, out, progress } from './terminal.ts'
import { textPieces } from './text-file.ts'

const MAX_SHOWN = 20
const SHOW_EVERY_MS = 200

/** Fields by the names of their columns. */
const describe = ({ line, faults }: BadRow): string => {
  return `line ${line}: ${faults.map(({ field, message }) => `${snakeCase(field)} ${message}`).join('; ')}`
}

/** Shows the first bad rows, and writes all of them to the report. */
const badRows = (report: string | undefined) => {
  if (report !== undefined) writeFileSync(report, '')
  let count = 0
  return {
    add: (row: BadRow): void => {
      if (++count <= MAX_SHOWN) fail(describe(row))
      if (report !== undefined) appendFileSync(report, `${describe(row)}\n`)
    },
    close: (): void => {
      if (count > MAX_SHOWN) fail(`The first ${MAX_SHOWN} of ${count} bad rows; ${report ?? '--report FILE'} has all.`)
    },
  }
}

const shownProgress = (path: string) => {
  let [start, shownAt] = [0, 0]
  return (rows: number, total: number | undefined): void => {
    const now = performance.now()
    if (total === undefined) start = now
    if (now - shownAt < SHOW_EVERY_MS) return
    shownAt = now
    const perSecond = (1_000 * rows) / (now - start)
    const rate = total && `${Math.round(perSecond)} rows a second, ${Math.ceil((total - rows) / perSecond)} s left`
    progress(total ? `${path}: ${Math.floor((100 * rows) / total)} %, ${rate}` : `${path}: checked ${rows} rows`)
  }
}

export const importCommand: Command = async ([path = ''], options, withShop) => {
  const rows = readPriceList(path, textPieces(path))
  // A file that is no list opens no store.
  for await (const _ of rows) break
  const report = typeof options.report === 'string' ? options.report : undefined
  if (report === '' || (report && resolve(report) === resolve(path)))
    throw new Error('--report needs a file of its own')
  const bad = badRows(report)
  const choices = { skipBad: options['skip-bad'] === true, keepStock: options['keep-stock'] === true }
  const command = { ...choices, rows, onBad: bad.add, onProgress: shownProgress(path) }
  const imported = await withShop((shop) => shop.importProducts(command)).finally(() => {
    progress('')
    bad.close()
  })
  if (!imported.ok) {
    const { count } = imported.error
    const next = 'fix them, or import the others with --skip-bad'
    fail(`${path}: nothing was imported, because ${count === 1 ? '1 row is' : `${count} rows are`} bad; ${next}.`)
    return 1
  }
  const { added, updated, skipped, raised } = imported.value
  out(`${path}: ${added} added, ${updated} updated, ${skipped} skipped.`)
  const next = 'if some were sold since the list was written, use stock_change or --keep-stock'
  if (raised > 0) fail(`${path}: warning: ${raised} known products have more in stock than before: ${next}.`)
  return 0
}

const noUser = (email: string): 1 => {
  fail(`There is no user with the email ${email}: register it first, with POST /register.`)
  return 1
}

type Change = 'promoteUser' | 'demoteUser' | 'disableUser' | 'enableUser'

/** `done` follows the email; `event` is logged. */
export const userCommand =
  (change: Change, event: string, done: string): Command =>
  async ([email = ''], _options, withShop) => {
    const changed = await withShop(async (shop, _applied, record) => {
      const changed = await shop[change](email)
      if (changed.ok) record(event, changed.value)
      return changed
    })
    if (!changed.ok) return noUser(email)
    out(`${changed.value.email} ${done}.`)
    return 0
  }

/** Standard output gets the password alone. */
export const resetPasswordCommand: Command = async ([email = ''], _options, withShop) => {
  const reset = await withShop(async (shop, _applied, record) => {
    const reset = await shop.resetPassword(email)
    if (reset.ok) record('password_changed', reset.value.user)
    return reset
  })
  if (!reset.ok) return noUser(email)
  fail(`${email} is logged out, and logs in with this password to set another with PUT /me/password:`)
  out(reset.value.password)
  return 0
}

export const wrapLegacyCommand: Command = async (_operands, _options, withShop) => {
  const wrapped = await withShop((shop) => shop.wrapDigests((count) => progress(`wrapped ${count}`))).finally(() => {
    progress('')
  })
  out(`Wrapped the password digests of ${wrapped} users; each is replaced when its user logs in.`)
  return 0
}

export const migrateCommand: Command = async (_operands, _options, withShop) => {
  const applied = await withShop(async (_shop, applied) => applied, { repair: true })
  out(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing to migrate: all is in place.')
  return 0
}
