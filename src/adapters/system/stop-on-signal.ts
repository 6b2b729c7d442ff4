import process from 'node:process'
import { setTimeout } from 'node:timers'
import type { Log } from '../../application/ports/log.ts'

/** How long, in milliseconds, stopping may take in all, whatever hangs. */
const GRACE = 9_500

const exit = () => process.exit(1)

/** Until there is something to stop in good order: process 1 of a container has no handler but its own. */
export const exitOnSignal = (): void => {
  process.once('SIGTERM', exit)
}

/** Ends the process with this code, also when a connection that nobody answers any more would keep it. */
export const endWith = (code: number): void => {
  process.exitCode = code
  setTimeout(() => process.exit(), 2_000).unref()
}

/** Ends the process with 0 when it has stopped in good order; with 1 when that takes too long, or who asks asks twice. */
export const stopOnSignal = (log: Log, stop: () => Promise<void>): void => {
  let stopping = false
  const end = async (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info('stopping', { signal })
    setTimeout(() => process.exit(1), GRACE).unref()
    await stop()
    process.exit(0)
  }
  process.off('SIGTERM', exit)
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
