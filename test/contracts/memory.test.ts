import { describe } from 'vitest'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { openStore } from '../../src/bootstrap/open-store.ts'
import { migrationsContract } from './migrations.ts'
import { storeContracts } from './store-contracts.ts'
import { testContracts } from './test-contracts.ts'

describe('memory', () => {
  const store = memoryStore()
  const openTwo = async () => {
    const fresh = await openStore('memory:')
    return [fresh, fresh] as const
  }
  testContracts({ ...storeContracts, migrations: migrationsContract }, () => ({ store, twin: store, openTwo }))
})
