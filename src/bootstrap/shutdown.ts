import process from 'node:process'
import { setTimeout } from 'node:timers'
import type { Log } from '../adapters/observability/log.ts'

const SHUTDOWN_TIMEOUT_MS = 9_500

let onSignal = (_signal: string): unknown => process.exit(1)

/** Until `shutDownOnSignal`, a signal ends the process: as PID 1 of a container, one without a handler ignores it. */
export const handleSignals = (): void => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => onSignal(signal))
}

/** Exit code 1 when the shutdown takes too long or is asked for again: SIGHUP may come twice, and with another signal. */
export const shutDownOnSignal = (log: Log, shutDown: () => Promise<void>): void => {
  const signals: string[] = []
  onSignal = async (signal) => {
    signals.push(signal)
    if (signals.filter((each) => each !== 'SIGHUP').length > 1) process.exit(1)
    if (signals.length > 1) return
    log('info', 'stopping', { signal })
    setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref()
    await shutDown()
    process.exit(0)
  }
}
