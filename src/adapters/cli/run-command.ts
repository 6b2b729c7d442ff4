import type { Command, Console, WithShop } from './console.ts'
import { importCommand } from './import-command.ts'
import { migrateCommand } from './migrate-command.ts'
import { promoteCommand } from './promote-command.ts'
import { usage } from './usage.ts'

const commands: ReadonlyMap<string, Command> = new Map([
  ['migrate', migrateCommand],
  ['import', importCommand],
  ['promote', promoteCommand],
])

/** Runs the command of this name, and tells who names none of them what there is; answers the exit code. */
export const runCommand = async (
  name: string,
  args: readonly string[],
  console: Console,
  withShop: WithShop,
): Promise<number> => {
  const command = commands.get(name)
  if (command) return command(args, console, withShop)
  console.fail(usage)
  return name === 'help' || name === '--help' ? 0 : 2
}
