import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { type Answer, type Connection, openConnection, request } from './client.ts'
import { type Command, type Server, startServer } from './server.ts'

export const LIVEZ = '/livez'
export const PRODUCTS = '/products?limit=20'
export const BUYERS = 64
const CATALOGUE = 400

/** An answer of Kiosk for the limit to repeat. */
export type Recorded = {
  readonly path: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Buyer = { readonly email: string; readonly password: string; readonly token: string }

/** Something that can be started any number of times, on the same data. */
export type Target = {
  readonly name: string
  readonly buyers: readonly Buyer[]
  start(core: string | undefined): Promise<Server>
}

export type Kiosk = Target & { readonly recorded: readonly Recorded[] }

type Place = {
  readonly name: string
  /** The folder of the commit, and the one where everything that is made here goes. */
  readonly root: string
  readonly folder: string
  readonly databaseUrl: string
  /** Base64, and the same for every start: a token is then good for every one, for the 15 minutes that it lives. */
  readonly secret: string
}

/** Kiosk on a database of its own with a catalogue and, if they are `wanted`, customers who are logged in. */
export const kiosk = async (place: Place, wanted: { readonly buyers: boolean }): Promise<Kiosk> => {
  const { name, root, folder, databaseUrl, secret } = place
  const main = join(root, 'src/main.ts')
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    JWT_SECRET: secret,
    // As if behind a proxy, and without limits on attempts: 64 customers log in as often as they can.
    TRUST_PROXY: '1',
    ...{ LOGIN_FAILURES: '0', ACCOUNT_FAILURES: '0', ADDRESS_LOGINS: '0', ADDRESS_REGISTRATIONS: '0' },
  }
  const file = join(folder, name.replaceAll(/\W+/g, '-'))
  const command: Command = { args: [main, 'serve'], env, cwd: folder, log: `${file}.log`, firstPath: PRODUCTS }

  const list = `${file}.csv`
  await writeFile(list, priceList())
  await promisify(execFile)(process.execPath, [main, 'import', list], { env, cwd: folder })
  const server = await startServer(command)
  const connection = await openConnection(server.port)
  const recorded = [await record(connection, LIVEZ), await record(connection, PRODUCTS)]
  const numbers = Array.from({ length: wanted.buyers ? BUYERS : 0 }, (_, number) => number)
  const buyers = await Promise.all(numbers.map((number) => newBuyer(server.port, number, secret)))
  connection.close()
  await server.stop('SIGTERM')
  return { name, buyers, recorded, start: (core) => startServer(command, core) }
}

/** The server that only repeats what was recorded. */
export const limit = async (folder: string, recorded: readonly Recorded[]): Promise<Target> => {
  const file = join(folder, 'recorded.json')
  // The route of a path is what stands before its query.
  const routes = recorded.map((answer) => ({ ...answer, path: answer.path.replace(/\?.*/, '') }))
  await writeFile(file, JSON.stringify(routes))
  const command: Command = {
    args: [join(import.meta.dirname, 'limit.ts'), file],
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    cwd: folder,
    log: join(folder, 'limit.log'),
    firstPath: PRODUCTS,
  }
  return { name: 'limit', buyers: [], start: (core) => startServer(command, core) }
}

/** Throws unless the status is the one that is expected. */
export const expectStatus = (what: string, answer: Answer, status: number): void => {
  if (answer.status !== status) throw new Error(`${what} was answered ${answer.status}: ${answer.body}`)
}

let addresses = 0
/** An address that no request has come from. */
export const newAddress = (): string => {
  addresses++
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`
}

// So much stock that no run sells it out.
const priceList = (): string => {
  const rows = Array.from(
    { length: CATALOGUE },
    (_, n) => `SKU-${n},"Enamel mug, no. ${n}",${(n % 90) + 10}.49,1000000000`,
  )
  return `sku,name,price,stock\n${rows.join('\n')}\n`
}

// What a server adds by itself.
const OWN = /^(?:date|connection|keep-alive|content-length|transfer-encoding)$/i

const record = async (connection: Connection, path: string): Promise<Recorded> => {
  const { status, head, body } = await connection.send(request('GET', path))
  const fields = head
    .split('\r\n')
    .slice(1)
    .map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trim()]
    })
  return { path, status, headers: Object.fromEntries(fields.filter(([name]) => !OWN.test(name))), body }
}

const newBuyer = async (port: number, number: number, secret: string): Promise<Buyer> => {
  const connection = await openConnection(port)
  const email = `buyer-${number}@example.com`
  // A part of the secret: no check of how strong passwords are can know it.
  const password = secret.slice(0, 20)
  const body = { email, username: `buyer-${number}`, password }
  const registered = await connection.send(request('POST', '/register', { body, from: newAddress() }))
  expectStatus('POST /register', registered, 201)
  const loggedIn = await connection.send(request('POST', '/login', { body: { email, password }, from: newAddress() }))
  expectStatus('POST /login', loggedIn, 200)
  connection.close()
  const { token }: { readonly token: string } = JSON.parse(loggedIn.body)
  return { email, password, token }
}
