import { afterAll, describe } from 'vitest'
import { aShopToSpoil } from './bad-input-world.ts'
import { holdBadInput } from './hold-bad-input.ts'
import { overSocket } from './kiosk.ts'

const { kiosk, world, everything } = await aShopToSpoil()
const socket = await overSocket(kiosk)
afterAll(() => socket.stop())

describe('bad input over a socket is refused, and nothing changes', () => holdBadInput(socket.send, world, everything))
