import type { Shop } from '../../application/shop.ts'

/** Where a command reads and writes; `progress` overwrites its last line, and is there only on a terminal. */
export type Console = {
  readonly readFile: (path: string) => Uint8Array
  readonly out: (line: string) => void
  readonly fail: (line: string) => void
  readonly progress: ((line: string) => void) | undefined
}

/**
 * Opens the shop for one piece of work and closes it again: a command that is misused opens nothing. `migrations` are
 * the names of those that were applied on the way.
 */
export type WithShop = <T>(work: (shop: Shop, migrations: readonly string[]) => Promise<T>) => Promise<T>

/** One command: answers the exit code, 2 for one that is misused. */
export type Command = (args: readonly string[], console: Console, withShop: WithShop) => Promise<number>
