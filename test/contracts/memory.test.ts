import { describe } from 'vitest'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { storeContracts } from './store-contracts.ts'
import { testContracts } from './test-contracts.ts'

describe('memory', () => {
  const store = memoryStore()
  testContracts(storeContracts, () => ({ store, twin: store, parallel: false }))
})
