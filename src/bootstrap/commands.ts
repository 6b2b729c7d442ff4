import { readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout } from 'node:timers'
import { importCommand, migrateCommand, promoteCommand } from '../adapters/cli/commands.ts'
import { type Command, fail, out, type WithShop } from '../adapters/cli/terminal.ts'
import { redacted } from './database-url.ts'
import { serve } from './serve.ts'
import { configure, start } from './start.ts'

const usage = `kiosk [command]

  serve                         serve the shop over HTTP (the default)
  migrate                       bring the store's tables up to date
  import FILE.csv [--skip-bad]  add and update products from sku,name,price[,stock][,description]
  promote EMAIL                 make a user an administrator`

/** Logs to standard error: standard output is the command's. */
const withShop: WithShop = async (work) => {
  const { shop, applied, close } = await start(configure(false), process.stderr)
  try {
    return await work(shop, applied)
  } finally {
    await close()
  }
}

type Entry = { readonly run: Command; readonly operands: readonly string[]; readonly options: readonly string[] }

const commands: ReadonlyMap<string, Entry> = new Map([
  ['serve', { run: serve, operands: [], options: [] }],
  ['migrate', { run: migrateCommand, operands: [], options: [] }],
  ['import', { run: importCommand, operands: ['FILE.csv'], options: ['--skip-bad'] }],
  ['promote', { run: promoteCommand, operands: ['EMAIL'], options: [] }],
])

const misuseOf = (name: string, { operands, options }: Entry, args: readonly string[]): string | undefined => {
  const given = args.filter((arg) => !options.includes(arg))
  const unknown = given.find((arg) => arg.startsWith('-')) ?? given[operands.length]
  if (unknown !== undefined) return `${name} does not know "${unknown}"`
  return given.length < operands.length ? `${name} needs ${operands[given.length]}` : undefined
}

const version = (): string => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version

/** Resolves to the exit code, or to `undefined` while the shop serves. */
const execute = async ([name = 'serve', ...args]: readonly string[]): Promise<number | undefined> => {
  const asksForHelp = name === 'help' || [name, ...args].some((word) => word === '--help' || word === '-h')
  if (asksForHelp || name === '--version') {
    out(asksForHelp ? usage : version())
    return 0
  }
  const command = commands.get(name)
  const misuse = command ? misuseOf(name, command, args) : `there is no command "${name}"`
  if (command && misuse === undefined) return command.run(args, withShop)
  fail(redacted(`kiosk: ${misuse}\n\n`) + usage)
  return 2
}

export const run = async (words: readonly string[]): Promise<void> => {
  // Without a listener, a reader that has gone away or a full disk would end the process.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const code = await execute(words).catch((reason: unknown) => {
    fail(redacted(`kiosk: ${reason instanceof Error ? reason.message : reason}`))
    return 1
  })
  if (code === undefined) return
  process.exitCode = code
  // An unanswered connection would keep the process alive.
  setTimeout(() => process.exit(), 2_000).unref()
}
