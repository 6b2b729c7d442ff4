import { lstatSync } from 'node:fs'
import process from 'node:process'
import { parseEnv } from 'node:util'
import { readTextFile } from '../adapters/cli/text-file.ts'

/** Nothing, a comment, or an entry of which `parseEnv` takes all: it passes over everything else in silence. */
const UNDERSTOOD =
  /^[ \t]*((export[ \t]+)?[\w.-]+[ \t]*=[ \t]*("[^"]*"|'[^']*'|`[^`]*`|[^\s#"'`][^\n#]*)?[ \t]*)?((?<![^\s=])#.*)?$/gm

/** Adds to the environment, which wins, what the file says; throws for a file or a line that it cannot use. */
export const loadEnvFile = (path: string): void => {
  if (!lstatSync(path, { throwIfNoEntry: false })) return
  // After a blank value, `parseEnv` (Node 24) takes the next line for it.
  const text = readTextFile(path).replaceAll(/[ \t]+$/gm, '')
  const rest = text.replaceAll(UNDERSTOOD, (entry) => entry.replaceAll(/[^\n]/g, ''))
  const line = rest.split('\n').findIndex((left) => left !== '') + 1
  const next = 'correct it, with quotes around a value that has # or quotes in it'
  if (line > 0) throw new Error(`line ${line} of ${path} is not NAME=VALUE: ${next}`)
  for (const [name, value] of Object.entries(parseEnv(text))) process.env[name] ??= value
}
