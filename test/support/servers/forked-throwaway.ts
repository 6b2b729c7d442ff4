import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Ending, Wish } from './throwaway-server.ts'

/** A throw-away server in a process of its own, which ends with this one however this one ends. */
export type ForkedThrowaway = {
  readonly url: string
  /** Resolves when the database is gone, or holds still (`SIGSTOP`); its data and its port stay. */
  stop(signal: Ending): Promise<void>
  /** Resolves when the database answers again. */
  start(): Promise<void>
  /** Stops it and removes its data. */
  end(): Promise<void>
}

export const forkThrowaway = async (): Promise<ForkedThrowaway> => {
  // Detached, so that Ctrl+C ends the tests first and the server after them.
  const child = fork(join(import.meta.dirname, 'throwaway.ts'), { execArgv: [], detached: true })
  const exited = once(child, 'exit')
  const said = (): Promise<string> =>
    Promise.race([once(child, 'message').then(([message]) => String(message)), exited.then(() => '')])
  const url = await said()
  if (url === '') throw new Error('the throw-away MySQL server did not start')

  const ask = async (wish: Wish): Promise<void> => {
    const answer = said()
    child.send(wish)
    if ((await answer) !== 'done') throw new Error(`the throw-away MySQL server is gone instead of: ${wish}`)
  }
  return {
    url,
    stop: ask,
    start: () => ask('start'),
    end: async () => {
      child.disconnect()
      await exited
    },
  }
}
