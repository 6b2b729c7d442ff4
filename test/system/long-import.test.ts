import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { expect } from 'vitest'
import { kiosk, kioskCommand, launch } from '../support/server-process.ts'
import { test } from './in-folder.ts'

const rows = (count: number): string =>
  Array.from(
    { length: count },
    (_, i) => `SKU-${i},"Lamp, model ${i}",${i % 500}.${10 + (i % 90)},${i % 7},Gives light.\n`,
  ).join('')

const listOf = (folder: string, count: number) =>
  writeFile(join(folder, 'long.csv'), `sku,name,price,stock,description\n${rows(count)}`)

/** Runs it as at a terminal, which `script` stands in for: part of every Debian (bsdutils) and macOS. */
const atTerminal = (folder: string, words: readonly string[]) => {
  const command = words.map((word) => `'${word}'`).join(' ')
  const args = process.platform === 'darwin' ? ['-q', '/dev/null', ...words] : ['-qec', command, '/dev/null']
  return launch('script', args, { folder, env: { PATH: process.env.PATH ?? '', SHELL: '/bin/sh' } }).ended
}

test('imports 100,000 rows in under 20 seconds, and says at a terminal what it is at', async ({ folder }) => {
  await listOf(folder, 100_000)
  const start = performance.now()
  const { code, out } = await atTerminal(folder, kioskCommand('import', 'long.csv'))
  const seconds = (performance.now() - start) / 1000
  process.stdout.write(`100,000 rows imported into SQLite in ${seconds.toFixed(1)} s\n`)
  expect(code).toBe(0)
  // Each overwrites the one before: back to the first column, erase the line.
  const shown = out.split('\r\x1b[K').slice(1)
  expect(shown.map((line) => line.trim())).toEqual([
    'long.csv: importing 100000 rows',
    'long.csv: 100000 added, 0 updated, 0 skipped.',
  ])
  expect(seconds).toBeLessThan(20)
})

test('shows no progress to a file or a pipe', async ({ folder }) => {
  await listOf(folder, 3_000)
  const out = 'long.csv: 3000 added, 0 updated, 0 skipped.\n'
  expect(await kiosk({ folder }, 'import', 'long.csv')).toEqual({ code: 0, out, err: '' })
})
