import { Unavailable } from '../../application/ports/unavailable.ts'
import type { Within } from './deadline.ts'
import { hasAnswered, reasonOf } from './errors.ts'
import { visit } from './visit.ts'

export type Pulse = {
  /** As a deadline is, but given up sooner when the server answers nobody. */
  readonly within: Within
  /** Throws while a server that was found silent still is, so that who comes later need not wait to find it out. */
  felt(): Promise<void>
}

/**
 * Tells a server that hangs, or a network that swallows everything, from a statement that waits for a lock or a slow
 * disk: TCP tells neither for minutes. Whatever has waited `interval` milliseconds has us ask on a connection of its
 * own, which has as long again; all who wait at that moment share the answer.
 */
export const pulse = (url: string, interval: number): Pulse => {
  let asking: Promise<unknown> | undefined
  let silence: unknown

  /** Answers why the server is taken for silent, or `undefined`. */
  const ask = (): Promise<unknown> => {
    asking ??= knock(url, interval).then((found) => {
      silence = found
      asking = undefined
      return found
    })
    return asking
  }

  return {
    within: async (milliseconds, what, promise) => {
      const late = Promise.withResolvers<never>()
      let timer: ReturnType<typeof setTimeout> | undefined
      let over = false
      const wait = (left: number) => {
        timer = setTimeout(look, Math.min(left, interval), left - interval)
      }
      const look = async (left: number) => {
        const found = await ask()
        if (over) return
        if (found !== undefined) late.reject(silent(what, found))
        else if (left > 0) wait(left)
        else late.reject(new Unavailable(`${what} took longer than ${milliseconds} ms`, 'late'))
      }
      wait(milliseconds)
      try {
        return await Promise.race([promise, late.promise])
      } finally {
        over = true
        clearTimeout(timer)
      }
    },
    felt: async () => {
      if (silence === undefined) return
      const found = await ask()
      if (found !== undefined) throw silent('a connection', found)
    },
  }
}

const silent = (what: string, found: unknown): Unavailable =>
  new Unavailable(`the database answers nobody, ${what} included: ${reasonOf(found)}`, 'late', found)

/** Comes in and leaves again; a server that refuses us has answered. */
const knock = (url: string, deadline: number): Promise<unknown> =>
  visit(url, deadline, async () => undefined).catch((reason: unknown) => (hasAnswered(reason) ? undefined : reason))
