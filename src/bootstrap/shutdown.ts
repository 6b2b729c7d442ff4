import process from 'node:process'
import { setTimeout } from 'node:timers'
import type { Log } from '../adapters/observability/log.ts'

const SHUTDOWN_TIMEOUT_MS = 9_500

/** SIGHUP comes when the terminal goes away. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

const exit = () => process.exit(1)

/** As PID 1 of a container, a process without a handler ignores a signal. */
export const exitOnSignal = (): void => {
  for (const signal of SIGNALS) process.once(signal, exit)
}

/** Ends also when an unanswered connection would keep the process alive. */
export const endWith = (code: number): void => {
  process.exitCode = code
  setTimeout(() => process.exit(), 2_000).unref()
}

/** Exit code 1 when the shutdown takes too long or a second signal comes; a terminal that goes away may send two. */
export const shutDownOnSignal = (log: Log, shutDown: () => Promise<void>): void => {
  let stopping = false
  const end = async (signal: string) => {
    if (stopping && signal === 'SIGHUP') return
    if (stopping) process.exit(1)
    stopping = true
    log('info', 'stopping', { signal })
    setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref()
    await shutDown()
    process.exit(0)
  }
  for (const signal of SIGNALS) process.off(signal, exit).on(signal, end)
}
