import { describe } from 'vitest'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { hold } from './hold.ts'
import { migrationsContract } from './migrations.ts'
import { storeContracts } from './store-contracts.ts'

describe('memory', () => {
  const store = memoryStore()
  hold(storeContracts, () => ({ store, twin: store }))
  hold({ migrations: migrationsContract }, () => ({
    openTwo: async () => {
      const fresh = memoryStore()
      return [fresh, fresh]
    },
  }))
})
