import { freshDatabase } from '../support/servers/database.ts'
import { relay } from '../support/servers/relay.ts'
import { test } from './in-folder.ts'

/** A test with an empty database on this server, and a bad way to it: `way`. */
export const testOnRelay = (server: string) =>
  test.extend('way', async ({ task: _ }, { onCleanup }) => {
    const database = await freshDatabase(server)
    const way = await relay(database.url)
    onCleanup(async () => {
      await way.close()
      await database.drop()
    })
    return way
  })
