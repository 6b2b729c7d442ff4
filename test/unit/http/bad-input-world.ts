import { everythingIn } from '../../support/everything-in.ts'
import { openKiosk, SECRET } from '../../support/kiosk.ts'
import { openWorld } from './bad-request.ts'

/** A shop with something in it that bad input could change, and a look at all of it. */
export const aShopToSpoil = async () => {
  const kiosk = openKiosk()
  await kiosk.stock({ stock: '20' }, { stock: '0' })
  const world = await openWorld(kiosk.send, { secret: SECRET, now: kiosk.clock.now() / 1_000 })
  const everything = () => everythingIn(kiosk.store, [world.customer.email, world.other.email], 2)
  return { kiosk, world, everything }
}
