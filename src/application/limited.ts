import { Unavailable } from './unavailable.ts'

type Bounds = {
  readonly concurrency: number
  readonly queue?: number
  /** Called when a task has to wait; it may until this resolves. */
  readonly timeout?: () => Promise<unknown>
  /** What the log says of a task that is not run. */
  readonly refusal?: string
}

/** Runs a bounded number of tasks at a time. A task that would wait beyond the bounds is `Unavailable`. */
export const limited = ({ concurrency, queue = Number.POSITIVE_INFINITY, timeout, refusal = '' }: Bounds) => {
  const waiting = new Set<() => void>()
  let running = 0

  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running < concurrency) running++
    else if (waiting.size >= queue) throw new Unavailable(refusal)
    else {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      waiting.add(resolve)
      void timeout?.().then(() => waiting.delete(resolve) && reject(new Unavailable(refusal)))
      await promise
    }
    try {
      return await task()
    } finally {
      // Hands its slot to the next task; `running` drops only when none waits.
      const [next] = waiting
      if (next) waiting.delete(next)
      else running--
      next?.()
    }
  }
}

/** Runs tasks one after another; a failed one does not stop the next. */
export const serialQueue = () => limited({ concurrency: 1 })
