import { afterAll, inject } from 'vitest'
import { mysqlStore } from '../../../src/adapters/mysql/store.ts'
import { type Database, freshDatabase } from '../../support/servers/database.ts'
import { play } from './play.ts'

const made: Database[] = []
afterAll(() => Promise.all(made.map((database) => database.drop())))

for (const { name, url } of inject('mysqlServers')) {
  play(name, async () => {
    const database = await freshDatabase(url)
    made.push(database)
    return mysqlStore(database.url)
  })
}
