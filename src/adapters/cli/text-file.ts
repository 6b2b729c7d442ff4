import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'

/** By their byte order marks; PowerShell writes the first. */
const UTF_16: Readonly<Record<string, string>> = { fffe: 'utf-16le', feff: 'utf-16be' }

/** What an operator has written, on Windows too: without its byte order mark, and its lines end with \n. */
export const readTextFile = (path: string): string => {
  try {
    const bytes = readFileSync(path)
    const utf16 = UTF_16[bytes.toString('hex', 0, 2)]
    const text = new TextDecoder(utf16).decode(bytes)
    // UTF-16 without a mark has zeros.
    if ((utf16 ?? isUtf8(bytes)) && !text.includes('\0')) return text.replaceAll(/\r\n?/g, '\n')
  } catch (reason) {
    const code = reason instanceof Error && 'code' in reason ? reason.code : reason
    throw new Error(`cannot read ${path} (${code}): it has to be a file that this user may read`, { cause: reason })
  }
  throw new Error(`cannot read ${path}: it is not UTF-8 text; save it as UTF-8 and try again`)
}
