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

/** Exit code 1 when the shutdown takes too long or a second signal comes; a terminal that goes away may send two. */
export const shutDownOnSignal = (log: Log, shutDown: () => Promise<void>): void => {
  onSignal = async (signal) => {
    onSignal = (second) => second === 'SIGHUP' || process.exit(1)
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
