import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { sqliteStore } from '../../src/adapters/sqlite/store.ts'
import type { Store } from '../../src/application/ports/store.ts'
import { durabilityContract } from './durability.ts'
import { hold } from './hold.ts'
import { migrationsContract } from './migrations.ts'
import { storeContracts } from './store-contracts.ts'

describe('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-sqlite-'))
  const opened: Store[] = []
  const open = (file: string): Store => {
    const store = sqliteStore(join(folder, file))
    opened.push(store)
    return store
  }
  const [store, twin] = [open('shop.db'), open('shop.db')]
  let files = 0
  const openTwo = async () => {
    const file = `empty-${++files}.db`
    return [open(file), open(file)] as const
  }

  beforeAll(() => store.migrate())
  afterAll(async () => {
    await Promise.all(opened.map((each) => each.close()))
    await rm(folder, { recursive: true })
  })

  hold(storeContracts, () => ({ store, twin }))
  hold({ migrations: migrationsContract, durability: durabilityContract }, () => ({ openTwo }))
})
