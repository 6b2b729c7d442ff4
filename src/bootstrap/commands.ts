import process from 'node:process'
import { importCommand, promoteCommand } from '../adapters/cli/commands.ts'
import { type Command, terminal, type WithShop } from '../adapters/cli/terminal.ts'
import { serve } from './serve.ts'
import { endWith } from './shutdown.ts'
import { configure, start } from './start.ts'

const usage = `kiosk [command]

  serve                         serve the shop over HTTP (the default)
  migrate                       bring the store's tables up to date
  import FILE.csv [--skip-bad]  add and update products from sku,name,price[,stock][,description]
  promote EMAIL                 make a user an administrator`

/** Standard output is for what the command has to say. */
const opened = () => start(configure(false), process.stderr)

const withShop: WithShop = async (work) => {
  const { shop, close } = await opened()
  try {
    return await work(shop)
  } finally {
    await close()
  }
}

/** As every start does, and nothing else. */
const migrate: Command = async (_args, console) => {
  const { applied, close } = await opened()
  await close()
  console.out(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing to migrate: all is in place.')
  return 0
}

const commands: ReadonlyMap<string, Command> = new Map([
  ['migrate', migrate],
  ['import', importCommand],
  ['promote', promoteCommand],
])

/** Answers the exit code, or `undefined` while the shop serves. */
const execute = async ([name = 'serve', ...args]: readonly string[]): Promise<number | undefined> => {
  if (name === 'serve') return void (await serve())
  const command = commands.get(name)
  if (command) return command(args, terminal, withShop)
  terminal.fail(usage)
  return name === 'help' || name === '--help' ? 0 : 2
}

export const run = async (words: readonly string[]): Promise<void> => {
  try {
    const code = await execute(words)
    if (code !== undefined) endWith(code)
  } catch (reason) {
    terminal.fail(`kiosk: ${reason instanceof Error ? reason.message : reason}`)
    endWith(1)
  }
}
