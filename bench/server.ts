import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, truncateSync } from 'node:fs'
import { createServer } from 'node:net'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { atEnd } from './at-end.ts'
import { openConnection, request } from './client.ts'

/** `start` is in milliseconds, from the spawn to the first answer of 200, `memory` in MiB after that. */
export type Figures = { readonly start: number; readonly memory: number }

export type Server = Figures & {
  readonly port: number
  /** Empties the log: what the rounds write into it would fill a disk, and its being written back is felt by all. */
  forgetLog(): void
  /** Resolves when it is gone. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

export type Command = {
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** The folder that it starts in: no one's `.env` lies there. */
  readonly cwd: string
  readonly log: string
  readonly firstPath: string
}

const SERVER_CORE = '0'
const LOAD_CORE = '1'

const taskset = (...args: readonly string[]): boolean => {
  try {
    execFileSync('taskset', args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Moves this process to a core of its own, if there are two; answers the cores of the servers and of the load. */
export const pin = (): { readonly server: string; readonly load: string } | undefined =>
  taskset('-c', SERVER_CORE, 'true') && taskset('-acp', LOAD_CORE, String(process.pid))
    ? { server: SERVER_CORE, load: LOAD_CORE }
    : undefined

/** Starts a server on a free port, on one core if that is named, and waits for its first answer. */
export const startServer = async (command: Command, core?: string): Promise<Server> => {
  const { args, env, cwd, log, firstPath } = command
  const port = await freePort()
  const output = openSync(log, 'a')
  const [program, ...rest] = [...(core === undefined ? [] : ['taskset', '-c', core]), process.execPath, ...args]
  const spawned = performance.now()
  const child = spawn(program ?? '', rest, {
    cwd,
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  const exited = once(child, 'exit')
  const gone = () => child.exitCode !== null || child.signalCode !== null
  const stop: Server['stop'] = async (signal = 'SIGKILL') => {
    if (!gone()) child.kill(signal)
    await exited
  }
  atEnd(stop)
  while (!(await answers(port, firstPath))) {
    const late = performance.now() - spawned > 30_000
    if (late || gone()) {
      const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n')
      throw new Error(`${args.join(' ')} ${late ? 'has not answered in 30 s' : 'has ended'}:\n${tail}`)
    }
    await sleep(1)
  }
  const start = performance.now() - spawned
  const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
  return { port, start, memory: Number(kibibytes) / 1_024, forgetLog: () => truncateSync(log), stop }
}

const answers = async (port: number, path: string): Promise<boolean> => {
  try {
    const connection = await openConnection(port)
    const { status } = await connection.send(request('GET', path))
    connection.close()
    return status === 200
  } catch {
    return false
  }
}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}
