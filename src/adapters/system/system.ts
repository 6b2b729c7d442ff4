import { setImmediate, setTimeout } from 'node:timers/promises'
import { V7Generator } from 'uuidv7'
import type { Clock, Ids, Pause } from '../../application/ports/system.ts'

export const systemClock: Clock = { now: () => Date.now() }

/** A short pause keeps the process running; a timeout, of a second or more, does not. */
export const systemPause: Pause = (ms) => (ms === 0 ? setImmediate() : setTimeout(ms, undefined, { ref: ms < 1_000 }))

/** UUIDv7 (RFC 9562, section 5.7) that only grow in one process, also when the clock steps back. */
export const uuidv7Ids = (clock: Clock): Ids => {
  const generator = new V7Generator()
  // The longest that the library takes: every step back counts as none.
  generator.setRollbackAllowance(2 ** 48 - 1)
  return { next: () => generator.generateOrResetWithTs(clock.now()).toString() }
}
