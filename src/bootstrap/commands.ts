import { readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout } from 'node:timers'
import { parseArgs } from 'node:util'
import {
  importCommand,
  migrateCommand,
  resetPasswordCommand,
  userCommand,
  wrapLegacyCommand,
} from '../adapters/cli/commands.ts'
import { type Command, fail, out, type WithShop } from '../adapters/cli/terminal.ts'
import { redacted } from './database-url.ts'
import { removeDemoCatalogue } from './demo-catalogue.ts'
import { serve } from './serve.ts'
import { configure, start } from './start.ts'

const usage = `kiosk [command]

  serve            serve the shop over HTTP (the default)
  migrate          bring the store's tables up to date, and repair rows that were put there by hand
  import FILE.csv  add and update products from the columns sku,name,price[,stock or stock_change][,description]
                   [,image_url][,archived]
    --skip-bad     import the good rows of a list that has bad ones
    --keep-stock   leave the stock of known products as it is
    --report FILE  write all bad rows to this file
  promote EMAIL    make a user an administrator
  demote EMAIL     make a user a customer again
  disable EMAIL    log a user out, and refuse log-ins until enabled
  enable EMAIL     let a disabled user log in again
  reset-password EMAIL
                   log a user out, and print a one-time password
  remove-demo      withdraw the products of the demo catalogue
  wrap-legacy      hash what the old application kept of passwords`

/** Logs to standard error: standard output is the command's. */
const withShop: WithShop = async (work, options) => {
  const { shop, applied, log, close } = await start(configure(false), process.stderr, options)
  try {
    return await work(shop, applied, (event, { id, role }) => log('info', event, { user_id: id, role }))
  } finally {
    await close()
  }
}

type Entry = {
  readonly run: Command
  readonly operands: readonly string[]
  readonly options: Readonly<Record<string, { readonly type: 'boolean' | 'string' }>>
}

const importOptions = {
  'skip-bad': { type: 'boolean' },
  'keep-stock': { type: 'boolean' },
  report: { type: 'string' },
} as const

const ofUser = (...change: Parameters<typeof userCommand>): Entry => {
  return { run: userCommand(...change), operands: ['EMAIL'], options: {} }
}

const removeDemo: Command = async (_operands, _options, withShop) => {
  out(`Withdrew ${await withShop(removeDemoCatalogue)} products of the demo catalogue.`)
  return 0
}

const commands: ReadonlyMap<string, Entry> = new Map([
  ['serve', { run: serve, operands: [], options: {} }],
  ['migrate', { run: migrateCommand, operands: [], options: {} }],
  ['import', { run: importCommand, operands: ['FILE.csv'], options: importOptions }],
  ['promote', ofUser('promoteUser', 'role_changed', 'is an administrator now')],
  ['demote', ofUser('demoteUser', 'role_changed', 'is a customer now, and logged out')],
  ['disable', ofUser('disableUser', 'user_disabled', 'is disabled now, and logged out')],
  ['enable', ofUser('enableUser', 'user_enabled', 'may log in again')],
  ['reset-password', { run: resetPasswordCommand, operands: ['EMAIL'], options: {} }],
  ['remove-demo', { run: removeDemo, operands: [], options: {} }],
  ['wrap-legacy', { run: wrapLegacyCommand, operands: [], options: {} }],
])

/** Throws, with the reason, when the command is misused. */
const parse = (name: string, args: readonly string[]) => {
  const command = commands.get(name)
  if (!command) throw new TypeError(`there is no command "${name}"`)
  const { values, positionals } = parseArgs({ args: [...args], options: command.options, allowPositionals: true })
  const [extra, missing] = [positionals[command.operands.length], command.operands[positionals.length]]
  if (extra !== undefined) throw new TypeError(`${name} does not know "${extra}"`)
  if (missing !== undefined) throw new TypeError(`${name} needs ${missing}`)
  return () => command.run(positionals, values, withShop)
}

const version = (): string => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version

const execute = async ([name = 'serve', ...args]: readonly string[]): Promise<number | undefined> => {
  const asksForHelp = name === 'help' || [name, ...args].some((word) => word === '--help' || word === '-h')
  if (asksForHelp || name === '--version') {
    out(asksForHelp ? usage : version())
    return 0
  }
  let command: ReturnType<typeof parse>
  try {
    command = parse(name, args)
  } catch (misuse) {
    fail(redacted(`kiosk: ${misuse instanceof Error ? misuse.message : misuse}\n\n`) + usage)
    return 2
  }
  return command()
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
