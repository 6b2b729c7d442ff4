import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import type { Reporter, TestCase, TestSuite } from 'vitest/node'

const isTestRuntimes = process.env.npm_lifecycle_event === 'test:runtimes'

/** Whether every runtime is tested; `npm test` takes Node alone. */
export const ALL_RUNTIMES = process.env.RUNTIMES === 'all' || isTestRuntimes

type Cell = { passed: number; total: number }
type Table = ReadonlyMap<string, ReadonlyMap<string, Cell>>

const DOCUMENT = join(import.meta.dirname, '../../docs/runtimes.md')
const MARKED = /(?<=<!-- runtimes -->\n)[\s\S]*(?=<!-- \/runtimes -->)/

/** The names of the groups around a test, outermost first: its runtime, its store, and others. */
const groupsOf = ({ parent }: TestCase | TestSuite): readonly string[] =>
  parent.type === 'suite' ? [...groupsOf(parent), parent.name] : []

/** The tests that passed, by runtime and store; a runtime that is not installed has an empty row. */
const tableOf = (tests: readonly TestCase[]): Table => {
  const table = new Map<string, Map<string, Cell>>()
  for (const test of tests) {
    const [runtime, store] = groupsOf(test)
    if (test.project.name !== 'runtimes' || runtime === undefined) continue
    const row = table.get(runtime) ?? new Map<string, Cell>()
    table.set(runtime, row)
    if (store === undefined) continue
    const cell = row.get(store) ?? { passed: 0, total: 0 }
    cell.total += 1
    if (test.result().state === 'passed') cell.passed += 1
    row.set(store, cell)
  }
  return new Map([...table].sort(([one], [other]) => one.localeCompare(other)))
}

const shown = (cell: Cell | undefined): string =>
  cell === undefined ? '—' : `${cell.passed === cell.total ? '✓' : '✗'} ${cell.passed} of ${cell.total}`

/** As Markdown: a line a runtime, a column a store. */
const markdown = (table: Table): string => {
  const stores = [...new Set([...table.values()].flatMap((row) => [...row.keys()]))]
  const lines = [...table].map(([runtime, row]) => [runtime, ...stores.map((store) => shown(row.get(store)))])
  const today = new Date().toISOString().slice(0, 10)
  return [[`tests passed, ${today}`, ...stores], ['---', ...stores.map(() => '---')], ...lines]
    .map((columns) => `| ${columns.join(' | ')} |\n`)
    .join('')
}

/** Prints the table; `npm run test:runtimes` writes it into docs/runtimes.md too, between its markers. */
export const runtimesTable: Reporter = {
  onTestRunEnd: async (modules) => {
    const table = tableOf(modules.flatMap((module) => [...module.children.allTests()]))
    if (table.size === 0) return
    process.stdout.write(`\n${markdown(table)}`)
    if (!isTestRuntimes) return
    const document = await readFile(DOCUMENT, 'utf8')
    await writeFile(DOCUMENT, document.replace(MARKED, markdown(table)))
  },
}
