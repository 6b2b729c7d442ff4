import { Buffer } from 'node:buffer'
import { closeSync, openSync, readSync, statSync } from 'node:fs'

/** Larger ones leave more garbage: with 16 KiB a million rows took 10 MiB more. */
const PIECE = 4 * 1024
/** By their byte order marks; PowerShell writes the first. */
const UTF_16: Readonly<Record<string, string>> = { fffe: 'utf-16le', feff: 'utf-16be' }

/** What an operator has written, on Windows too: without its byte order mark, and its lines end with \n. */
function* readPieces(path: string): Generator<string> {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const buffer = Buffer.alloc(PIECE)
    let length = readSync(file, buffer)
    const decoder = new TextDecoder(UTF_16[buffer.toString('hex', 0, 2)], { fatal: true })
    let held = ''
    for (; length > 0; length = readSync(file, buffer)) {
      const text = held + decoder.decode(buffer.subarray(0, length), { stream: true })
      // UTF-16 without a mark has zeros.
      if (text.includes('\0')) throw new TypeError('there are zeros in it')
      // Its \n may be in the next piece.
      held = text.endsWith('\r') ? '\r' : ''
      yield text.slice(0, text.length - held.length).replaceAll(/\r\n?/g, '\n')
    }
    // Throws when the last character is cut off.
    yield decoder.decode() + held.replace('\r', '\n')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause && cause.code
    const fault = `cannot read ${path} (${code}): it has to be a file that this user may read`
    const other = `cannot read ${path}: it is not UTF-8 text but perhaps Windows-1252, as of older spreadsheets`
    throw new Error(cause instanceof TypeError ? `${other}; save it as UTF-8 and try again` : fault, { cause })
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

export const readTextFile = (path: string): string => [...readPieces(path)].join('')

/** A text of any length, in pieces; it may be read again, as a pipe cannot. */
export const textPieces = (path: string): Iterable<string> =>
  statSync(path, { throwIfNoEntry: false })?.isFile()
    ? { [Symbol.iterator]: () => readPieces(path) }
    : [...readPieces(path)]
