import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import { hold } from '../contracts/hold.ts'
import { freshDatabase } from '../servers/database.ts'
import { kiosk, type Place, type Server, serve } from './kiosk.ts'
import { simultaneousContract } from './simultaneous.ts'

// What a shop on an embedded store has from its first start on.
const demo = `sku,name,price,stock
CUP-01,"Espresso cup, set of two",16.50,1
LAMP-01,Reading lamp,5.49,100
BAG-01,Canvas bag,24.90,30
MUG-01,Enamel mug,10.99,50
BOOK-01,"Notebook, dotted",7.25,200
TEA-01,"Breakfast tea, 250 g",8.80,75
PEN-01,Fountain pen,39.00,12
`

const importDemo = async (place: Place): Promise<void> => {
  await writeFile(join(place.folder, 'demo.csv'), demo)
  const imported = await kiosk(place, 'import', 'demo.csv')
  expect(imported).toMatchObject({ code: 0, err: '' })
}

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
