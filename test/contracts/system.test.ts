import { systemClock, uuidv7Ids } from '../../src/adapters/system/system.ts'
import { clockContract, idsContract } from './clock-and-ids.ts'
import { testContracts } from './test-contracts.ts'

testContracts({ clock: clockContract, ids: idsContract }, () => ({ clock: systemClock, ids: uuidv7Ids }))
