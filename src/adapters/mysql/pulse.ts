import { setTimeout as sleep } from 'node:timers/promises'
import { Unavailable } from '../../application/ports/unavailable.ts'
import type { Within } from './deadline.ts'
import { hasAnswered, reasonOf } from './errors.ts'
import { visit } from './visit.ts'

export type Pulse = {
  /** As a deadline is, but given up sooner when the server answers nobody. */
  readonly within: Within
  /** Throws while the server is silent, at once when that is known: who comes later need not wait to find it out. */
  felt(): Promise<void>
}

/**
 * Milliseconds for which one knock goes on, and for which a silence is believed. Few knocks and long ones: MySQL counts
 * each that is given up (`max_connect_errors`), and one that is answered at last ends the silence.
 */
const KNOCK = 3_000

/**
 * Tells a server that hangs, or a network that swallows everything, from a statement that waits for a lock or a slow
 * disk: TCP tells neither for minutes. Whatever has waited `interval` milliseconds has us knock on a connection of its
 * own; when that is not answered in as long again, the server is silent for all who wait and all who come.
 */
export const pulse = (url: string, interval: number): Pulse => {
  let knocking: Promise<unknown> | undefined
  let silence: { readonly why: unknown; readonly until: number } | undefined

  const keep = (why: unknown): unknown => {
    silence = why === undefined ? undefined : { why, until: performance.now() + KNOCK }
    return why
  }

  const knock = (): Promise<unknown> => {
    knocking ??= visit(url, Math.max(KNOCK, interval), async () => undefined)
      // A server that refuses us has answered.
      .catch((reason) => (hasAnswered(reason) ? undefined : reason))
      .then(keep)
      .finally(() => {
        knocking = undefined
      })
    return knocking
  }

  /** Answers why the server is to be taken for silent, or `undefined`. */
  const ask = async (): Promise<unknown> => {
    const answered = knock()
    if (silence !== undefined && performance.now() < silence.until) return silence.why
    return Promise.race([answered, sleep(interval, new Error(`no greeting in ${Math.round(interval)} ms`))])
  }

  const refuse = (what: string, why: unknown): Unavailable =>
    new Unavailable(`the database answers nobody, ${what} included: ${reasonOf(why)}`, 'late', why)

  return {
    within: async (milliseconds, what, promise) => {
      const late = Promise.withResolvers<never>()
      const end = performance.now() + milliseconds
      let timer: ReturnType<typeof setTimeout> | undefined
      let over = false
      const wait = () => {
        timer = setTimeout(look, Math.min(interval, end - performance.now()))
      }
      const look = async () => {
        const why = await ask()
        // What was waited for has come meanwhile: a slow greeting is no silence.
        if (over) return
        if (why !== undefined) late.reject(refuse(what, keep(why)))
        else if (performance.now() < end) wait()
        else late.reject(new Unavailable(`${what} took longer than ${milliseconds} ms`, 'late'))
      }
      wait()
      try {
        return await Promise.race([promise, late.promise])
      } finally {
        over = true
        clearTimeout(timer)
      }
    },
    felt: async () => {
      const why = silence && (await ask())
      if (why !== undefined) throw refuse('a connection', why)
    },
  }
}
