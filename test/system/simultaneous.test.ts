import { beforeAll, describe } from 'vitest'
import { testContracts } from '../contracts/test-contracts.ts'
import { importDemo } from '../support/demo-catalogue.ts'
import { folderForAll, killAll } from '../support/server-fixtures.ts'
import { serve } from '../support/server-process.ts'
import { persistentStores } from '../support/stores.ts'
import { simultaneousContract } from './simultaneous.ts'

describe.each([
  { name: 'memory', processes: 1, database: async () => ({ url: 'memory:', drop: async () => undefined }) },
  ...persistentStores.map((store) => ({ ...store, processes: 2 })),
])('$processes on $name', ({ processes, database }) => {
  const { makeFolder, cleanUps } = folderForAll()
  const addresses: string[] = []

  beforeAll(async () => {
    const { url, drop } = await database()
    cleanUps.push(drop)
    const place = { folder: await makeFolder(), env: { DATABASE_URL: url } }
    // Simultaneous first starts: each finds the store empty.
    const servers = Array.from({ length: processes }, () => serve(place))
    cleanUps.push(() => killAll(servers))
    for (const { url } of await Promise.all(servers)) addresses.push(url)
    if (url.startsWith('mysql:')) await importDemo(place)
  })

  testContracts({ 'simultaneous customers': simultaneousContract }, () => addresses)
})
