import { readFileSync } from 'node:fs'
import process from 'node:process'
import type { Console } from './console.ts'

const read = (path: string): Uint8Array => {
  try {
    return readFileSync(path)
  } catch (reason) {
    const code = reason instanceof Error && 'code' in reason ? reason.code : reason
    throw new Error(`cannot read ${path} (${code}): name a file that is there and that you may read`, { cause: reason })
  }
}

/** This process's own files and streams. */
export const terminal: Console = {
  readFile: read,
  out: (line) => process.stdout.write(`${line}\n`),
  fail: (line) => process.stderr.write(`${line}\n`),
  progress: process.stderr.isTTY ? (line) => process.stderr.write(`\r\x1b[K${line}`) : undefined,
}
