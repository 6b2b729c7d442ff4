import { readFileSync } from 'node:fs'
import process from 'node:process'
import type { Shop } from '../../application/shop.ts'
import { escapeControls } from '../../domain/text.ts'

/** Control characters are escaped. `progress` overwrites its last line, and exists only on a terminal. */
export type Console = {
  readonly readFile: (path: string) => Uint8Array
  readonly out: (line: string) => void
  readonly fail: (line: string) => void
  readonly progress: ((line: string) => void) | undefined
}

/** Opens the shop for one piece of work: a misused command opens nothing. */
export type WithShop = <T>(work: (shop: Pick<Shop, 'importProducts' | 'promoteUser'>) => Promise<T>) => Promise<T>

/** Resolves to the exit code, or to `undefined` while the shop serves. */
export type Command = (args: readonly string[], console: Console, withShop: WithShop) => Promise<number | undefined>

const read = (path: string): Uint8Array => {
  try {
    return readFileSync(path)
  } catch (reason) {
    const code = reason instanceof Error && 'code' in reason ? reason.code : reason
    throw new Error(`cannot read ${path} (${code}): name a file that is there and that you may read`, { cause: reason })
  }
}

export const terminal: Console = {
  readFile: read,
  out: (line) => process.stdout.write(`${escapeControls(line)}\n`),
  fail: (line) => process.stderr.write(`${escapeControls(line)}\n`),
  progress: process.stderr.isTTY ? (line) => process.stderr.write(`\r\x1b[K${escapeControls(line)}`) : undefined,
}
