import { setTimeout } from 'node:timers/promises'
import { Unavailable } from '../../application/ports/unavailable.ts'

/**
 * Does a task once what it needs is there: while that is away, it is asked again after 0.25 s, then twice as long each
 * time up to 4 s, for `patience` seconds. `tell` hears what it waits for, once for every reason.
 */
export const whenAvailable = async <T>(
  task: () => Promise<T>,
  patience: number,
  tell: (reason: string) => void,
): Promise<T> => {
  const end = performance.now() + patience * 1_000
  let told = ''
  for (let pause = 250; ; pause = Math.min(2 * pause, 4_000)) {
    try {
      return await task()
    } catch (reason) {
      if (!(reason instanceof Unavailable)) throw reason
      const left = end - performance.now()
      if (left <= 0) {
        throw new Error(`${reason.message}, for ${patience} s now: start it, or correct DATABASE_URL`, {
          cause: reason,
        })
      }
      if (reason.message !== told) tell(reason.message)
      told = reason.message
      await setTimeout(Math.min(pause, left))
    }
  }
}
