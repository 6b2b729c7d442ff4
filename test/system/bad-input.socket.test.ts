import { afterAll, describe } from 'vitest'
import { overSocket } from '../support/kiosk.ts'
import { aShopToSpoil } from '../unit/http/bad-input-world.ts'
import { holdBadInput } from '../unit/http/hold-bad-input.ts'

const { kiosk, world, everything } = await aShopToSpoil()
const socket = await overSocket(kiosk)
afterAll(() => socket.stop())

describe('bad input over a socket is refused, and nothing changes', () => holdBadInput(socket.send, world, everything))
