import { clearInterval, setInterval } from 'node:timers'
import { setTimeout } from 'node:timers/promises'
import { Unavailable } from '../../application/unavailable.ts'
import { hasAnswered, reasonOf } from './dialect.ts'

/** `done` reports an outcome; false when the call was already rejected. */
type Start<T> = (done: (error: unknown, value: T) => boolean) => void
export type Watch = <T>(what: string, timeoutMs: number, start: Start<T>) => Promise<T>

type Call = Readonly<{ what: string; since: number; timeoutMs: number; reject: (reason: unknown) => void }>

/** One timer serves all waiting calls. */
const SWEEP_MS = 100

/** Also the least time of a probe: MySQL blocks a host after `max_connect_errors` probes that were cut short. */
const OPEN_MS = 3_000

/**
 * Distinguishes a hung server, or a network that drops packets, which TCP reports after minutes, from a statement that
 * waits for a lock or a slow disk. Once a call has waited `probeAfterMs`, `probe` opens a connection; without its
 * greeting in another `probeAfterMs` the circuit opens: calls that have waited as long, and new ones, are rejected.
 */
export const circuitBreaker = (probe: (timeoutMs: number) => Promise<void>, probeAfterMs: number) => {
  const calls = new Set<Call>()
  let timer: ReturnType<typeof setInterval> | undefined
  /** Why the circuit is open. */
  let reason: unknown
  let checkAgainAt = 0
  let probing: Promise<void> | undefined
  let checking: Promise<void> | undefined

  const openOrClose = (fault: unknown): void => {
    reason = fault
    checkAgainAt = performance.now() + (fault === undefined ? probeAfterMs : OPEN_MS)
  }

  const runProbe = async (): Promise<void> => {
    const timeoutMs = Math.max(OPEN_MS, probeAfterMs)
    // A server that refuses the connection has answered.
    const fault = await probe(timeoutMs).catch((error) => (hasAnswered(error) ? undefined : error))
    probing = undefined
    openOrClose(fault)
  }

  /** Opens the circuit after `probeAfterMs`; the probe itself goes on. */
  const runCheck = async (call?: Call): Promise<void> => {
    probing ??= runProbe()
    const noAnswer = new Error(`no greeting in ${Math.round(probeAfterMs)} ms`)
    const late = await Promise.race([probing, setTimeout(probeAfterMs, noAnswer, { ref: false })])
    // A call that was answered meanwhile shows that the server is only slow to greet.
    if (late) openOrClose(call && !calls.has(call) ? undefined : late)
    checking = undefined
  }

  const refusal = (what: string): Unavailable =>
    new Unavailable(`the database does not answer (${what}): ${reasonOf(reason)}`, { cause: reason })

  const sweep = (): void => {
    const now = performance.now()
    for (const call of calls) {
      const { what, since, timeoutMs, reject } = call
      const isLate = now >= since + timeoutMs
      const isRefused = reason !== undefined && now >= since + probeAfterMs
      if (isLate || isRefused) {
        calls.delete(call)
        reject(isLate ? new Unavailable(`${what} took longer than ${timeoutMs} ms`) : refusal(what))
      } else if (now >= Math.max(checkAgainAt, since + probeAfterMs)) checking ??= runCheck(call).then(sweep)
    }
    if (calls.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  const watch: Watch = (what, timeoutMs, start) =>
    new Promise((resolve, reject) => {
      const call = { what, since: performance.now(), timeoutMs, reject }
      calls.add(call)
      timer ??= setInterval(sweep, SWEEP_MS).unref()
      start((error, value) => {
        if (!calls.delete(call)) return false
        if (error) reject(error)
        else resolve(value)
        return true
      })
    })

  /** Throws `Unavailable` while the circuit is open. */
  const assertClosed = async (): Promise<void> => {
    if (reason === undefined) return
    probing ??= runProbe()
    if (performance.now() >= checkAgainAt) {
      checking ??= runCheck()
      await checking
    }
    if (reason !== undefined) throw refusal('a connection')
  }

  return { watch, assertClosed }
}
