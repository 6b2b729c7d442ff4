import { Buffer } from 'node:buffer'
import { createReadStream, readFileSync, statSync } from 'node:fs'

const PIECE = 256 * 1024
/** By their byte order marks; PowerShell writes the first. */
const UTF_16: Readonly<Record<string, string>> = { fffe: 'utf-16le', feff: 'utf-16be' }

const decoderOf = (start: Uint8Array) =>
  new TextDecoder(UTF_16[Buffer.from(start.subarray(0, 2)).toString('hex')], { fatal: true })

/** UTF-16 without a mark has zeros. */
const withoutZeros = (text: string): string => {
  if (text.includes('\0')) throw new TypeError('a text has no zeros')
  return text
}

const unreadable = (path: string, cause: unknown): Error => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  // The decoder throws a TypeError, whose code is Node's own.
  if (!(cause instanceof TypeError)) {
    return new Error(`cannot read ${path} (${code}): it has to be a file that this user may read`, { cause })
  }
  const other = 'perhaps Windows-1252, which older spreadsheets call CSV'
  return new Error(`cannot read ${path}: it is not UTF-8 text, ${other}; save it as UTF-8 and try again`, { cause })
}

/** What an operator has written, on Windows too: without its byte order mark, and its lines end with \n. */
export const readTextFile = (path: string): string => {
  try {
    const bytes = readFileSync(path)
    return withoutZeros(decoderOf(bytes).decode(bytes)).replaceAll(/\r\n?/g, '\n')
  } catch (reason) {
    throw unreadable(path, reason)
  }
}

/** A text of any length, in pieces; may be read again. */
export const textPieces = (path: string): AsyncIterable<string> => {
  let kept: readonly Uint8Array[] | undefined
  return {
    async *[Symbol.asyncIterator]() {
      try {
        // A pipe can be read once.
        if (!statSync(path).isFile()) kept ??= [readFileSync(path)]
        let decoder: ReturnType<typeof decoderOf> | undefined
        for await (const bytes of kept ?? createReadStream(path, { highWaterMark: PIECE })) {
          decoder ??= decoderOf(bytes)
          yield withoutZeros(decoder.decode(bytes, { stream: true }))
        }
        // Throws when the last character is cut off.
        decoder?.decode()
      } catch (reason) {
        throw unreadable(path, reason)
      }
    },
  }
}
