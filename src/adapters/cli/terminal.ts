import { readFileSync } from 'node:fs'
import process from 'node:process'
import type { Console } from './console.ts'

/** This process's own files and streams. */
export const terminal: Console = {
  readFile: (path) => readFileSync(path),
  out: (line) => process.stdout.write(`${line}\n`),
  fail: (line) => process.stderr.write(`${line}\n`),
  progress: process.stderr.isTTY ? (line) => process.stderr.write(`\r\x1b[K${line}`) : undefined,
}
