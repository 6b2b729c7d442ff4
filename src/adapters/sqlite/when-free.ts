import { setTimeout } from 'node:timers/promises'
import { isBusy, outageOf } from './errors.ts'

// A busy writer leaves the file alone for moments only: who sleeps longer than this rarely meets one.
const LONGEST = 8

/**
 * Does a task once no other process is writing: tries again, with jitter, for `patience` milliseconds, and then says
 * that the file is contended. Waiting here, and not in SQLite, leaves the event loop to everyone else.
 */
export const whenFree = async <T>(task: () => T, patience: number): Promise<T> => {
  const end = performance.now() + patience
  for (let attempt = 1; ; attempt++) {
    try {
      return task()
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw outageOf(error)
      await setTimeout(Math.random() * Math.min(2 ** attempt, LONGEST))
    }
  }
}
