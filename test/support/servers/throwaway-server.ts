import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Installed } from './installed.ts'
import { mysqlServer } from './mysql-server.ts'

export type Ending = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP'
export type Wish = Ending | 'start'

export type ThrowawayServer = {
  /** The same from start to start; its user may do everything. */
  readonly url: string
  /** Starts it on the data that it had, or lets it go on; resolves as soon as it answers. */
  start(): Promise<void>
  /** Resolves when it is gone, or holds still with all its connections (`SIGSTOP`). */
  stop(signal: Ending): Promise<void>
  /** Stops it and removes its data. */
  remove(): Promise<void>
}

/** A MySQL or MariaDB server with data in a temporary folder, empty at its first start, and its default durability. */
export const throwawayServer = async (installed: Installed): Promise<ThrowawayServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-mysql-'))
  const port = await freePort()
  const url = `mysql://kiosk:kiosk@127.0.0.1:${port}`
  const data = `--datadir=${join(folder, 'data')}`
  // Both servers refuse to run as root unless they are told to.
  const user = process.getuid?.() === 0 ? ['--user=root'] : []
  const log = join(folder, 'error.log')
  // A server that starts removes what it finds of temporary tables, also another's that is just being made.
  const env = { ...process.env, TMPDIR: folder }
  const initialise = async (): Promise<void> => {
    const [installer = '', ...given] = installed.initialise
    await promisify(execFile)(installer, [...given, data, ...user], { env })
    const account = "kiosk@'127.0.0.1'"
    const allow = `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY 'kiosk';\nGRANT ALL ON *.* TO ${account};\n`
    await writeFile(join(folder, 'init.sql'), allow)
  }

  let initialised: Promise<void> | undefined
  let server: ChildProcess | undefined
  const stop: ThrowawayServer['stop'] = async (signal) => {
    if (server?.exitCode === null && server.kill(signal) && signal !== 'SIGSTOP') await once(server, 'exit')
    if (signal !== 'SIGSTOP') server = undefined
  }

  const launch = (): ChildProcess =>
    spawn(
      installed.server,
      [
        '--no-defaults',
        data,
        ...user,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        `--socket=${join(folder, 'socket')}`,
        `--pid-file=${join(folder, 'pid')}`,
        `--init-file=${join(folder, 'init.sql')}`,
        `--log-error=${log}`,
        // Distributions build in a folder for LOAD DATA, and the server does not start where that is missing.
        '--secure-file-priv=',
        '--loose-mysqlx=OFF',
      ],
      { stdio: 'ignore', env },
    )

  return {
    url,
    start: async () => {
      initialised ??= initialise()
      await initialised
      if (!server?.kill('SIGCONT')) server = launch()
      const started = server
      for (let attempt = 0; attempt < 1_500 && started.exitCode === null; attempt++) {
        if (await answers(url)) return
        await sleep(20)
      }
      throw new Error(`${installed.server} did not start:\n${await readFile(log, 'utf8')}`)
    },
    stop,
    remove: async () => {
      server?.kill('SIGCONT')
      await stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const answers = (url: string): Promise<boolean> =>
  mysqlServer(url).then(
    () => true,
    () => false,
  )

/**
 * Below the ports that systems give to outgoing connections (RFC 6056 and Linux: from 32768): who knocks there while the
 * server is away could be given the very port, and be connected to itself, and the server could not come back.
 */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const probe = createServer().listen(port, '127.0.0.1')
    try {
      await once(probe, 'listening')
      return port
    } catch {
      // Taken: another one, then.
    } finally {
      probe.close()
    }
  }
}
