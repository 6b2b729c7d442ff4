import { closeSync, openSync, writeSync } from 'node:fs'
import type { BadRow, BadRows, TooManyChanges } from '../../application/catalogue/import-products.ts'
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

/** Shows, on a terminal, how far an import is. */
const shownProgress = (path: string) => {
  let [start, shownAt] = [0, 0]
  return (rows: number, total: number | undefined): void => {
    const now = performance.now()
    if (total === undefined) start = now
    if (now - shownAt < SHOW_EVERY_MS) return
    shownAt = now
    if (total === undefined) return void progress(`${path}: checked ${rows} rows`)
    const perSecond = (1_000 * rows) / (now - start)
    const left = Math.ceil((total - rows) / perSecond)
    progress(
      `${path}: ${Math.floor((100 * rows) / total)} % of ${total} rows, ${Math.round(perSecond)} a second, ${left} s left`,
    )
  }
}

export const importCommand: Command = async ([path = ''], options, withShop) => {
  const rows = readPriceList(path, textPieces(path))
  // A file that is no list opens no store.
  for await (const _ of rows) break
  const bad = badRows(typeof options.report === 'string' ? options.report : undefined)
  const show = shownProgress(path)
  let state = 'nothing was imported'
  const onProgress = (imported: number, total: number | undefined): void => {
    if (total !== undefined) state = `${imported} of ${total} rows were imported, the rest can be by the same command`
    show(imported, total)
  }
  const [skipBad, keepStock] = [Boolean(options['skip-bad']), Boolean(options['keep-stock'])]
  const command = { rows, skipBad, keepStock, onBad: bad.add, onProgress }
  const result = await withShop((shop) => shop.importProducts(command))
    .catch((cause: unknown) => {
      throw new Error(`${cause instanceof Error ? cause.message : cause}; ${state}`, { cause })
    })
    .finally(() => {
      progress('')
      bad.close()
    })

  if (!result.ok) {
    const reasonOf = (error: BadRows | TooManyChanges): string =>
      error.type === 'too_many_changes'
        ? `a list with stock_change may have ${error.max} rows: split it`
        : `${error.count === 1 ? '1 row is' : `${error.count} rows are`} bad; fix them, or import the others with --skip-bad`
    fail(`${path}: nothing was imported, because ${reasonOf(result.error)}.`)
    return 1
  }
  const { added, updated, skipped, raised } = result.value
  out(`${path}: ${added} added, ${updated} updated, ${skipped} skipped.`)
  const next = 'what was sold since the list was written may be undone; see stock_change and --keep-stock'
  if (raised > 0) fail(`${path}: warning: the list raised the stock of ${raised} known products: ${next}.`)
  return 0
}
