import type { BadRow } from '../../application/import-products.ts'
import type { Command } from './console.ts'
import { readPriceList } from './price-list.ts'

/** From how many rows on an import is worth watching. */
const LONG = 2_000

const describe = ({ line, faults }: BadRow): string =>
  `line ${line}: ${faults.map(({ field, message }) => `${field} ${message}`).join('; ')}`

/** `import FILE.csv [--skip-bad]`: reports every bad row with its line and reason. */
export const importCommand: Command = async (args, console, withShop) => {
  const skipBad = args.includes('--skip-bad')
  const [path, ...others] = args.filter((arg) => arg !== '--skip-bad')
  if (path === undefined || path.startsWith('-') || others.length > 0) {
    console.fail('import takes one file: kiosk import FILE.csv [--skip-bad]')
    return 2
  }

  const list = readPriceList(console.readFile(path))
  if (!list.ok) {
    console.fail(`${path} was not imported: ${list.error}.`)
    return 1
  }
  const rows = list.value
  const progress = rows.length >= LONG ? console.progress : undefined
  const watch = progress && {
    onProgress: (written: number) => progress(`${path}: ${written} of ${rows.length} rows`),
  }
  const imported = await withShop((shop) => shop.importProducts({ rows, skipBad, ...watch }))
  // What follows begins on a clean line.
  progress?.('')

  for (const bad of imported.ok ? imported.value.bad : imported.error.rows) console.fail(describe(bad))
  if (!imported.ok) {
    console.fail(
      `${path}: nothing was imported, because ${counted(imported.error.rows.length)} bad; mend them, or keep the others with --skip-bad.`,
    )
    return 1
  }
  const { added, updated, bad } = imported.value
  console.out(`${path}: ${added} added, ${updated} updated, ${bad.length} skipped.`)
  return 0
}

const counted = (rows: number): string => (rows === 1 ? '1 row is' : `${rows} rows are`)
