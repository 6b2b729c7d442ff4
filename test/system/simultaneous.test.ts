import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { hold } from '../contracts/hold.ts'
import { type Place, type Server, serve } from '../support/server-process.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { importDemo } from './import-demo.ts'
import { simultaneousContract } from './simultaneous.ts'

/** So many servers, started at once on a store that nobody has used before. */
const crowd = (
  name: string,
  count: number,
  databaseUrl: () => Promise<string>,
  fill: (place: Place) => Promise<void>,
): void => {
  describe(name, () => {
    let folder = ''
    const servers: Server[] = []

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'kiosk-crowd-'))
      const place = { folder, env: { DATABASE_URL: await databaseUrl() } }
      const started = await Promise.allSettled(Array.from({ length: count }, () => serve(place)))
      for (const each of started) if (each.status === 'fulfilled') servers.push(each.value)
      for (const each of started) if (each.status === 'rejected') throw each.reason
      await fill(place)
    })
    afterAll(async () => {
      await Promise.all(servers.map((server) => server.end('SIGKILL')))
      await rm(folder, { recursive: true })
    })

    hold({ 'customers who come at once': simultaneousContract }, () => servers.map(({ url }) => url))
  })
}

crowd(
  'memory',
  1,
  async () => 'memory:',
  async () => undefined,
)

crowd(
  'SQLite, two processes on one file',
  2,
  async () => 'sqlite:shop.db',
  async () => undefined,
)

describe.each(inject('mysqlServers'))('$name', ({ url }) => {
  const database = freshDatabase(url)
  afterAll(async () => (await database).drop())

  crowd('two processes on one database', 2, async () => (await database).url, importDemo)
})
