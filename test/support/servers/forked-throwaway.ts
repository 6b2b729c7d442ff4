import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** `SIGSTOP` freezes the server, with its connections open. */
export type StopSignal = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP'
export type Command = StopSignal | 'start'

export type ForkedThrowaway = {
  /** The same after every start; its user has all rights. */
  readonly url: string
  stop(signal: StopSignal): Promise<void>
  /** Resolves when the server answers, with the data that it had. */
  start(): Promise<void>
  /** Stops it and removes its data. */
  end(): Promise<void>
}

/** Starts a throw-away server, with these options, in a process of its own, which ends with this one. */
export const forkThrowaway = async (...options: readonly string[]): Promise<ForkedThrowaway> => {
  // Detached: Ctrl+C ends the tests first, and the server after them.
  const child = fork(join(import.meta.dirname, 'throwaway.ts'), options, { execArgv: [], detached: true })
  const exited = once(child, 'exit')
  const message = (): Promise<unknown> => Promise.race([once(child, 'message').then(([text]) => text), exited])
  const url = await message()
  if (typeof url !== 'string') throw new Error('the throw-away MySQL server did not start')
  const send = async (command: Command): Promise<void> => {
    const answer = message()
    child.send(command)
    if ((await answer) !== 'done') throw new Error(`the throw-away MySQL server is gone instead of: ${command}`)
  }
  return {
    url,
    stop: send,
    start: () => send('start'),
    end: async () => {
      child.disconnect()
      await exited
    },
  }
}
