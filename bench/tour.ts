import { type Debugger, type Profiler, Session } from 'node:inspector/promises'
import { join, relative } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { serveOnNode } from '../src/adapters/http/servers/node.ts'
import { jsonLog } from '../src/adapters/observability/log.ts'
import { argon2Passwords } from '../src/adapters/security/argon2.ts'
import { systemClock } from '../src/adapters/system/system.ts'
import { kiosk } from '../src/bootstrap/kiosk.ts'
import { openStore } from '../src/bootstrap/open-store.ts'
import { money } from '../src/domain/money.ts'
import { ok } from '../src/domain/result.ts'
import { freshDatabase } from '../test/support/servers/database.ts'
import { findServers } from '../test/support/servers/find-servers.ts'

/*
 * `npm run tour`: follows one POST /checkout on MariaDB or MySQL, and prints the files of src that have a function which
 * runs between the request and its answer, in the order in which they are first entered. V8's precise coverage says which
 * functions those are; a breakpoint in each, which stops nothing, then says in which order.
 */

const src = join(import.meta.dirname, '../src')
const debug = new Session()
debug.connect()

type Visited = { readonly file: string; readonly name: string; readonly scriptId: string; readonly offset: number }

const { servers, stop } = await findServers()
const [server] = servers
if (!server) throw new Error('no MariaDB or MySQL was found: install one, or name one in TEST_MYSQL_URL')
const database = await freshDatabase(server.url)
const store = await openStore(database.url)
await store.migrate()
// As in production: the log is written too, to where nobody reads it.
const log = jsonLog(() => undefined, systemClock, 'info')
const passwords = argon2Passwords({ concurrency: 1 })
const settings = { jwtSecret: 'thirty-two bytes that sign tokens', currency: 'USD', trustProxy: 0 }
const { shop, app, close } = kiosk(settings, { store, passwords, log })
const { url, stop: stopServer } = await serveOnNode(app, { port: 0, host: '127.0.0.1' })

const call = async (path: string, body: unknown, token = ''): Promise<string> => {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`)
  return response.text()
}

const draft = { sku: 'LAMP', name: 'Lamp', price: ok(money(549)), stock: ok(10), description: undefined }
await shop.importProducts({ rows: [{ line: 1, draft }], skipBad: false })
const form = { email: 'tour@example.com', username: 'tour', password: 'along the whole stack' }
await call('/register', form)
const { token }: { readonly token: string } = JSON.parse(await call('/login', form))
const fillCart = () => call('/add-to-cart', { product_id: 1, quantity: 1 }, token)
const checkOut = () => call('/checkout', {}, token)
// What is made once, such as a connection, is no part of the tour.
await fillCart()
await checkOut()

/** The functions of src that run during a task. */
const visitedBy = async (task: () => Promise<unknown>): Promise<readonly Visited[]> => {
  await debug.post('Profiler.enable')
  await debug.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  await debug.post('Profiler.takePreciseCoverage')
  await task()
  const { result } = await debug.post('Profiler.takePreciseCoverage')
  await debug.post('Profiler.stopPreciseCoverage')
  const root = pathToFileURL(src).href
  return result.filter((script) => script.url.startsWith(root)).flatMap(functionsOf)
}

const functionsOf = ({ scriptId, url, functions }: Profiler.ScriptCoverage): readonly Visited[] =>
  functions.flatMap(({ functionName, ranges: [range] }) => {
    // The first function of a script is the script itself.
    if (!range || range.count === 0 || range.startOffset === 0) return []
    const file = relative(pathToFileURL(src).pathname, new URL(url).pathname)
    return [{ file, name: functionName || '(anonymous)', scriptId, offset: range.startOffset }]
  })

const toLocation = (source: string, { scriptId, offset }: Visited): Debugger.Location => {
  const before = source.slice(0, offset).split('\n')
  return { scriptId, lineNumber: before.length - 1, columnNumber: before.at(-1)?.length ?? 0 }
}

/** The same functions in the order in which a task first enters them. */
const inOrder = async (visited: readonly Visited[], task: () => Promise<unknown>): Promise<readonly Visited[]> => {
  const entered = new Set<number>()
  Reflect.set(globalThis, 'tourEnters', (index: number) => {
    entered.add(index)
    return false
  })
  await debug.post('Debugger.enable')
  for (const [index, place] of visited.entries()) {
    const { scriptSource } = await debug.post('Debugger.getScriptSource', { scriptId: place.scriptId })
    const start = toLocation(scriptSource, place)
    const { locations } = await debug.post('Debugger.getPossibleBreakpoints', { start, restrictToFunction: true })
    const [location] = locations
    const condition = `tourEnters(${index})`
    if (location) await debug.post('Debugger.setBreakpoint', { location, condition }).catch(() => undefined)
  }
  await task()
  await debug.post('Debugger.disable')
  const rest = visited.flatMap((_, index) => (entered.has(index) ? [] : [index]))
  return [...entered, ...rest].flatMap((index) => visited[index] ?? [])
}

try {
  await fillCart()
  const visited = await visitedBy(checkOut)
  await fillCart()
  const files = new Map<string, Set<string>>()
  for (const { file, name } of await inOrder(visited, checkOut)) {
    files.set(file, (files.get(file) ?? new Set()).add(name))
  }
  process.stdout.write(`One POST /checkout on ${server.name} enters ${files.size} files of src:\n\n`)
  for (const [index, [file, names]] of [...files].entries()) {
    process.stdout.write(`${String(index + 1).padStart(3)}  ${file.padEnd(40)} ${[...names].join(', ')}\n`)
  }
} finally {
  debug.disconnect()
  await stopServer()
  await close()
  await database.drop()
  await stop()
}
