import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'

/** A working directory, and the whole environment: nothing is inherited. */
export type Place = { readonly folder: string; readonly env?: Readonly<Record<string, string>> }

/** `code` is `null` when a signal ended the process. */
export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

export type Server = {
  readonly url: string
  /** What it has written until now, errors last. */
  output(): string
  readonly ended: Promise<Ended>
  /** Sends a signal and waits for the exit, which may have come before. */
  end(signal: 'SIGTERM' | 'SIGHUP' | 'SIGKILL'): Promise<Ended>
}

/** Good enough for production, and the same for all processes that share a database. */
export const SECRET = 'm3Yw0bJ4aV8qLr2Tn7Xc5Kd9Pf1Zs6Hg'

/** For crowds from one address. */
const UNLIMITED = { LOGIN_FAILURES: '0', ACCOUNT_FAILURES: '0', ADDRESS_LOGINS: '0', ADDRESS_REGISTRATIONS: '0' }

/** A process that hangs is killed before its test times out, which would leave it behind. */
const TIMEOUT_MS = 50_000

const main = join(import.meta.dirname, '../../src/main.ts')

/** Runs a program; `timeoutMs` 0 is no timeout. */
export const launch = (command: string, args: readonly string[], { folder, env }: Place, timeoutMs = 0) => {
  const child: ChildProcess = spawn(command, args, {
    cwd: folder,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
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

export const kioskCommand = (...args: readonly string[]) => [process.execPath, main, ...args] as const

/** Runs `kiosk ARGS` to its end. */
export const kiosk = (place: Place, ...args: readonly string[]): Promise<Ended> => {
  const [command, ...rest] = kioskCommand(...args)
  return launch(command, rest, place, TIMEOUT_MS).ended
}

const nextOutput = async (child: ChildProcess): Promise<undefined> => {
  const stop = new AbortController()
  await Promise.race([child.stdout, child.stderr].map((stream) => stream && once(stream, 'data', stop)))
  stop.abort()
}

/** In the banner, or in production's log. */
export const LISTENING = /(?:Kiosk is open at |"event":"listening","url":")(http:[^\s"]+)/

/**
 * Resolves when the server prints its URL, for which `pattern` has a group; throws its output when it ends instead. One
 * that hangs gets `killSignal`.
 */
export const serve = async (
  { folder, env }: Place,
  command: readonly string[] = kioskCommand(),
  pattern = LISTENING,
  killSignal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL',
): Promise<Server> => {
  const [program = '', ...rest] = command
  const { child, ended, output } = launch(program, rest, {
    folder,
    env: { PORT: '0', JWT_SECRET: SECRET, ...UNLIMITED, ...env },
  })
  const end: Server['end'] = (signal) => {
    child.kill(signal)
    return ended
  }
  const startup = setTimeout(end, TIMEOUT_MS, killSignal)
  for (;;) {
    const url = pattern.exec(output())?.[1]
    const exit = url === undefined ? await Promise.race([ended, nextOutput(child)]) : undefined
    if (url !== undefined || exit) clearTimeout(startup)
    if (url !== undefined) return { url, output, ended, end }
    if (exit) throw new Error(`the shop did not open: it ended with ${exit.code} and said\n${output()}`)
  }
}
