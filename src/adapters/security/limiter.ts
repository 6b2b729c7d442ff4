import { Unavailable } from '../../application/ports/unavailable.ts'

/** Runs at most `concurrency` tasks at once and lets `queue` more wait, first come, first served; refuses the rest. */
export const limiter = (concurrency: number, queue: number, refusal: string) => {
  const waiting: (() => void)[] = []
  let running = 0
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running >= concurrency) {
      if (waiting.length >= queue) throw new Unavailable(refusal, 'away')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await task()
    } finally {
      // The place goes straight to who waits longest; `running` only falls when no one does.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
