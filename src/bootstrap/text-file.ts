import { readFileSync } from 'node:fs'

/** By their byte order marks; PowerShell writes the first. */
const UTF_16: Readonly<Record<string, string>> = { fffe: 'utf-16le', feff: 'utf-16be' }

/** Without its byte order mark, which Windows' editors put before UTF-8 too. */
export const readTextFile = (path: string): string => {
  const bytes = readFileSync(path)
  const decoder = new TextDecoder(UTF_16[bytes.toString('hex', 0, 2)])
  const text = decoder.decode(bytes)
  // What is no text in that encoding, and UTF-16 without a mark.
  if (/[\0\ufffd]/.test(text)) throw new Error('it is not UTF-8 text; save it as UTF-8')
  return text
}
