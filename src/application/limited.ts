import type { Pause } from './ports/system.ts'
import { Unavailable } from './unavailable.ts'

type Bounds = {
  readonly concurrency: number
  /** How many tasks may wait. */
  readonly queue?: number
  /** How long one waits. */
  readonly wait?: { readonly ms: number; readonly pause: Pause }
  /** What the log says of a task that is not run. */
  readonly refusal?: string
}

/** Runs a bounded number of tasks at a time. A task that would wait beyond the bounds is `Unavailable`. */
export const limited = ({ concurrency, queue = Number.POSITIVE_INFINITY, wait, refusal = '' }: Bounds) => {
  const waiting = new Set<PromiseWithResolvers<void>>()
  let running = 0

  const turn = (): Promise<void> => {
    if (waiting.size >= queue) throw new Unavailable(refusal)
    const mine = Promise.withResolvers<void>()
    waiting.add(mine)
    void wait?.pause(wait.ms).then(() => waiting.delete(mine) && mine.reject(new Unavailable(refusal)))
    return mine.promise
  }

  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running >= concurrency) await turn()
    else running++
    try {
      return await task()
    } finally {
      // Hands its slot to the next task; `running` drops only when none waits.
      const [next] = waiting
      if (next) {
        waiting.delete(next)
        next.resolve()
      } else running--
    }
  }
}

/** Runs tasks one after another; a failed one does not stop the next. */
export const serialQueue = () => limited({ concurrency: 1 })
