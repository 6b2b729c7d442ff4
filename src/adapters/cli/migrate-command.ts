import type { Command } from './console.ts'

/** `migrate`: brings the store's tables up to date, as every opening does, and does nothing else. */
export const migrateCommand: Command = async (_args, console, withShop) => {
  const applied = await withShop(async (_shop, migrations) => migrations)
  console.out(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing to migrate: all is in place.')
  return 0
}
