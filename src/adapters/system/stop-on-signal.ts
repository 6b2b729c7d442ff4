import process from 'node:process'
import { setTimeout } from 'node:timers'
import type { Log } from '../../application/ports/log.ts'

/** How long, in milliseconds, stopping may take in all, whatever hangs. */
const GRACE = 9_500

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
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
