import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'

/** Where a process runs: in a folder of its own, with nothing in its environment but what is said here. */
export type Place = { readonly folder: string; readonly env?: Readonly<Record<string, string>> }

/** How a process ended and what it said; `code` is `null` when a signal ended it. */
export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

export type Server = {
  readonly url: string
  /** What it has said until now. */
  output(): string
  /** When it ends by itself. */
  readonly ended: Promise<Ended>
  /** Sends a signal and waits for the end, which may have come before. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ended>
}

/** Good enough for production, and the same for all processes that share a database. */
export const SECRET = 'm3Yw0bJ4aV8qLr2Tn7Xc5Kd9Pf1Zs6Hg'

const main = join(import.meta.dirname, '../../src/main.ts')

/** A program in its place, and its end; after `timeout` milliseconds, if that is not 0, it is killed. */
export const launch = (command: string, args: readonly string[], { folder, env }: Place, timeout = 0) => {
  const child: ChildProcess = spawn(command, args, {
    cwd: folder,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
  })
  let out = ''
  let err = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = once(child, 'close').then((): Ended => ({ code: child.exitCode, out, err }))
  return { child, ended, output: () => out + err }
}

/** The command that runs the shop's own, as an operator would type it. */
export const kioskCommand = (...args: readonly string[]) => [process.execPath, main, ...args] as const

/** `kiosk ARGS`, to its end. */
export const kiosk = (place: Place, ...args: readonly string[]): Promise<Ended> => {
  const [command, ...rest] = kioskCommand(...args)
  // One that hangs ends before its test is given up, which would leave it behind.
  return launch(command, rest, place, 50_000).ended
}

/** The next time that it says something. */
const heard = async (child: ChildProcess): Promise<undefined> => {
  const enough = new AbortController()
  await Promise.race([child.stdout, child.stderr].map((said) => said && once(said, 'data', enough)))
  enough.abort()
}

/** How a server says where it listens: the banner to people, a line of the log to operators in production. */
export const LISTENING = /(?:Kiosk is open at |"event":"listening","url":")(http:[^\s"]+)/

/**
 * `kiosk serve` on a free port, as soon as it says where it listens; throws what it said when it ends instead. Another
 * command may stand in its place, and say it in other words.
 */
export const serve = async (
  { folder, env }: Place,
  command: readonly string[] = kioskCommand(),
  says = LISTENING,
): Promise<Server> => {
  const [program = '', ...rest] = command
  const { child, ended, output } = launch(program, rest, { folder, env: { PORT: '0', JWT_SECRET: SECRET, ...env } })
  const listening = () => says.exec(output())?.[1]
  while (listening() === undefined) {
    const gone = await Promise.race([ended, heard(child)])
    if (gone) throw new Error(`the shop did not open: it ended with ${gone.code} and said\n${output()}`)
  }
  return {
    url: listening() ?? '',
    output,
    ended,
    end: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}
