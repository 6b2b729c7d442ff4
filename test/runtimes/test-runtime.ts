import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importDemo } from '../support/demo-catalogue.ts'
import { kioskCommand, launch, type Server } from '../support/server-process.ts'
import type { Database } from '../support/servers/database.ts'
import { persistentStores, type StoreKind } from '../support/stores.ts'
import { rawRequest } from '../system/wire.ts'
import { casesFor, type Results, STORES } from './contracts.ts'
import { api, type HttpFixture, openHttpFixture, refusals, stateOf, stopDuringRequest } from './http.ts'
import { HOME, type Runtime } from './runtime.ts'
import { playShortDay } from './short-day.ts'
import { targets } from './targets.ts'

const memory: StoreKind = { name: 'memory', database: async () => ({ url: 'memory:', drop: async () => undefined }) }

/** Runs the contracts and the HTTP API on one runtime, store by store; workerd has no SQLite. */
export const testRuntime = (runtime: Runtime): void => {
  const stores = [memory, ...persistentStores.filter(({ name }) => runtime.id !== 'workerd' || name !== 'SQLite')]
  describe(runtime.name, () => {
    test('is installed', () => {
      expect(runtime.isInstalled, 'npm run fetch:runtimes').toBe(true)
    })
    for (const store of runtime.isInstalled ? stores : []) describe(store.name, () => testStore(runtime, store))
  })
}

/** Its body is not read to the end, so the connection may break before the client has read the refusal. */
const UNREAD_BODY = 'invalid bodies: 10 MB in chunks'
const isBrokenConnection = (reason: unknown): void =>
  expect(String(reason)).toMatch(/TypeError: (fetch failed|terminated)$|the status and code is\n {2}\[503, undefined\]/)

const testStore = (runtime: Runtime, store: StoreKind): void => {
  const isMemory = store === memory
  let folder = ''
  let databases: readonly Database[] = []
  let results: Results | undefined
  let server: Server
  let fixture: HttpFixture

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kiosk-runtime-'))
    databases = await Promise.all(Array.from({ length: STORES }, () => store.database()))
    const [served = '', ...urls] = databases.map(({ url }) => url)
    // Before the server starts: the contracts measure the time of a password's hash.
    results = await runtime.runContracts(urls, folder)
    const place = { folder, env: { DATABASE_URL: served, HOME } }
    if (!isMemory) await importDemo(place, runtime.command)
    server = await runtime.serve(place)
    fixture = await openHttpFixture(server.url)
  })
  afterAll(async () => {
    await server?.end('SIGKILL')
    await Promise.all(databases.map(({ drop }) => drop()))
    await rm(folder, { recursive: true, force: true })
  })

  test('is the runtime that its name says', () => {
    expect(results?.runtime).toBe(runtime.id)
  })
  describe('contracts', () => {
    test.for(casesFor(runtime.id, isMemory))('%s', ([title]) => {
      expect(results?.errors[title]).toBeNull()
    })
  })
  describe('HTTP API', () => {
    test.for(api)('%s', ([, run]) => run(fixture))
  })
  // Nobody can be promoted in the memory of another process.
  if (!isMemory) {
    test('a day in the shop', async () => {
      const place = { folder, env: { DATABASE_URL: databases[0]?.url ?? '', HOME } }
      const [program = '', ...args] = (runtime.command ?? kioskCommand)('promote')
      await playShortDay(fixture.send, async (email) => {
        expect(await launch(program, [...args, email], place, 50_000).ended).toMatchObject({ code: 0 })
      })
    })
    return
  }
  describe('refusals', () => {
    let before: unknown
    beforeAll(async () => {
      before = await stateOf(fixture)
    })
    test.for(refusals)('%s', async ([name, run]) => {
      if (name !== UNREAD_BODY) await run(fixture)
      else await run(fixture).catch(isBrokenConnection)
    })
    test('have changed nothing', async () => expect(await stateOf(fixture)).toEqual(before))
  })
  if (!runtime.command || runtime.id === 'workerd') return
  const { id } = runtime
  test.for(targets)('%s', async ([, bytes, status]) => {
    // Deno 2.9.6 answers HTTP/1.0 in HTTP/1.0.
    expect(await rawRequest(server.url, bytes)).toMatch(new RegExp(`^HTTP/1\\.[01] ${status[id]} `))
  })
  test('SIGTERM: a request under way is answered, exit code 0', async () => {
    expect(await stopDuringRequest(server)).toEqual({ status: 201, code: 0 })
  })
}
