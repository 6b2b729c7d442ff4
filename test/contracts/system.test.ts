import { systemClock, uuidv7Ids } from '../../src/adapters/system/system.ts'
import { clockContract, idsContract } from './clock-and-ids.ts'
import { hold } from './hold.ts'

hold({ clock: clockContract, ids: idsContract }, () => ({ clock: systemClock, ids: uuidv7Ids }))
