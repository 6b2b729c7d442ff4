import process from 'node:process'
import { setTimeout } from 'node:timers'
import type { Log } from '../adapters/observability/log.ts'

const SHUTDOWN_TIMEOUT_MS = 9_500

/** SIGHUP comes when the terminal goes away. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

let onSignal = (_signal: string): unknown => process.exit(1)

/** Until `shutDownOnSignal`, a signal ends the process: as PID 1 of a container, one without a handler ignores it. */
export const handleSignals = (): void => {
  for (const signal of SIGNALS) process.on(signal, () => onSignal(signal))
}

/** Exit code 1 when the shutdown takes too long or is asked for again: SIGHUP may come twice, and with another signal. */
export const shutDownOnSignal = (log: Log, shutDown: () => Promise<void>): void => {
  let asked = 0
  let stopping = false
  onSignal = async (signal) => {
    if (signal !== 'SIGHUP' && asked++ > 0) process.exit(1)
    if (stopping) return
    stopping = true
    log('info', 'stopping', { signal })
    setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref()
    await shutDown()
    process.exit(0)
  }
}

/** Ends also when an unanswered connection would keep the process alive. */
export const endWith = (code: number): void => {
  process.exitCode = code
  setTimeout(() => process.exit(), 2_000).unref()
}
