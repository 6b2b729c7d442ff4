import { closeSync, openSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import type { BadRow } from '../../application/catalogue/import-products.ts'
import { escapeControls } from '../../domain/text.ts'
import { readPriceList } from './price-list.ts'
import { type Command, fail, out, progress } from './terminal.ts'
import { textPieces } from './text-file.ts'

const MAX_SHOWN = 20
const SHOW_EVERY_MS = 200

/** Fields by the names of their columns. */
const describe = ({ line, faults }: BadRow): string => {
  const columnOf = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return `line ${line}: ${faults.map(({ field, message }) => `${columnOf(field)} ${message}`).join('; ')}`
}

/** Shows the first bad rows, and writes all of them to the report. */
const badRows = (report: string | undefined) => {
  const file = report === undefined ? undefined : openSync(report, 'w')
  let count = 0
  return {
    add: (row: BadRow): void => {
      const sentence = describe(row)
      if (++count <= MAX_SHOWN) fail(sentence)
      if (file !== undefined) writeSync(file, `${escapeControls(sentence)}\n`)
    },
    close: (): void => {
      if (count > MAX_SHOWN) fail(`The first ${MAX_SHOWN} of ${count} bad rows; ${report ?? '--report FILE'} has all.`)
      if (file !== undefined) closeSync(file)
    },
  }
}

/** How far an import is, for a terminal. */
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
  if (report && resolve(report) === resolve(path))
    throw new Error('the report would replace the list: name another file')
  const bad = badRows(report)
  const [skipBad, keepStock] = [Boolean(options['skip-bad']), Boolean(options['keep-stock'])]
  const command = { rows, skipBad, keepStock, onBad: bad.add, onProgress: shownProgress(path) }
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
