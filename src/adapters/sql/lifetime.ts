import { Unavailable } from '../../application/ports/unavailable.ts'

export type Lifetime = {
  /** Runs a task, unless the store is closing. */
  during<T>(task: () => Promise<T>): Promise<T>
  /** Waits for the tasks that are running, then lets go; the same promise however often it is asked for. */
  close(): Promise<void>
}

/** From the opening of a store to its closing; `letGo` is called once, when nothing runs any more. */
export const lifetime = (letGo: () => Promise<void>): Lifetime => {
  const running = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  const close = async (): Promise<void> => {
    await Promise.allSettled(running)
    await letGo()
  }

  return {
    during: async (task) => {
      if (closing) throw new Unavailable('the store is closed', 'away')
      const started = task()
      running.add(started)
      try {
        return await started
      } finally {
        running.delete(started)
      }
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
