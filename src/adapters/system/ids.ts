import type { Clock } from '../../application/ports/clock.ts'
import type { Ids } from '../../application/ports/ids.ts'

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * UUIDv7 (RFC 9562, section 5.7) in which the 12 bits of rand_a count within the millisecond (section 6.2, method 1),
 * so that ids of one process only ever grow; when the count is full, or the clock steps back, time is borrowed ahead.
 */
export const uuidv7Ids = (clock: Clock): Ids => {
  let time = 0
  let count = 0
  return {
    next: () => {
      const now = clock.now()
      if (now > time) {
        time = now
        count = 0
      } else if (++count > 0xfff) {
        time++
        count = 0
      }
      const random = crypto.getRandomValues(new Uint8Array(8))
      random[0] = ((random[0] ?? 0) & 0x3f) | 0x80
      const tail = hex(random)
      const head = time.toString(16).padStart(12, '0')
      const counter = count.toString(16).padStart(3, '0')
      return `${head.slice(0, 8)}-${head.slice(8)}-7${counter}-${tail.slice(0, 4)}-${tail.slice(4)}`
    },
  }
}
