import process from 'node:process'
import type { Shop } from '../../application/shop.ts'
import type { User } from '../../domain/accounts/user.ts'
import { escapeControls } from '../../domain/text.ts'

/** Logs what was done to a user. */
type RecordEvent = (event: string, user: Pick<User, 'id' | 'role'>) => void

/** Opens the shop for one piece of work, and tells which migrations that applied: a misused command opens nothing. */
export type WithShop = <T>(
  work: (shop: Shop, applied: readonly string[], record: RecordEvent) => Promise<T>,
  options?: { readonly repair: boolean },
) => Promise<T>

export type Options = Readonly<Record<string, string | boolean | undefined>>

/** Resolves to the exit code, or to `undefined` while the shop serves. */
export type Command = (operands: readonly string[], options: Options, withShop: WithShop) => Promise<number | undefined>

/** Control characters are escaped. */
export const out = (line: string): unknown => process.stdout.write(`${escapeControls(line)}\n`)
export const fail = (line: string): unknown => process.stderr.write(`${escapeControls(line)}\n`)

/** Overwrites its last line, on a terminal alone. */
export const progress = (line: string): unknown =>
  process.stderr.isTTY && process.stderr.write(`\r\x1b[K${escapeControls(line)}`)
