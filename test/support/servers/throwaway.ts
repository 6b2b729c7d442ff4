import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Command, StopSignal } from './forked-throwaway.ts'
import { freePort } from './free-port.ts'
import { installedServer } from './installed.ts'
import { mysqlServer } from './mysql-server.ts'

/*
 * Runs a MySQL or MariaDB server with default durability and temporary data, until it gets a signal or its parent is
 * gone: a process of its own, so that no way in which the tests may end leaves a server behind. It prints its URL, or
 * sends it to its parent, whose commands it answers with `done`.
 */
const installed = installedServer()
if (installed === undefined) throw new Error('there is no mariadbd or mysqld on the PATH')

const port = await freePort()
const url = `mysql://kiosk:kiosk@127.0.0.1:${port}`
const folder = await mkdtemp(join(tmpdir(), 'kiosk-mysql-'))
const inFolder = (name: string) => join(folder, name)
// Both servers run as root only when they are told to.
const common = [`--datadir=${inFolder('data')}`, ...(process.getuid?.() === 0 ? ['--user=root'] : [])]
const options = [
  `--port=${port}`,
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  `--socket=${inFolder('socket')}`,
  `--pid-file=${inFolder('pid')}`,
  `--init-file=${inFolder('init.sql')}`,
  `--log-error=${inFolder('error.log')}`,
  // Distributions compile in a folder that may not exist, and the server then does not start.
  '--secure-file-priv=',
  '--loose-mysqlx=OFF',
  ...process.argv.slice(2),
]
// A starting server removes the temporary tables that it finds, also another server's.
const env = { ...process.env, TMPDIR: folder, PATH: `${import.meta.dirname}:${process.env.PATH}` }
let server: ChildProcess | undefined

const initialise = async (): Promise<void> => {
  const [installer = '', ...given] = installed.initialise
  const [, copied] = /--loose-copy-of=(\S+)/.exec(options.join(' ')) ?? []
  if (copied) await cp(copied, inFolder('data'), { recursive: true })
  else await promisify(execFile)(installer, [...given, ...common], { env })
  const user = "kiosk@'127.0.0.1'"
  const grant = `CREATE USER IF NOT EXISTS ${user} IDENTIFIED BY 'kiosk';\nGRANT ALL ON *.* TO ${user};\n`
  await writeFile(inFolder('init.sql'), grant)
}

const start = async (): Promise<void> => {
  if (!server?.kill('SIGCONT')) {
    server = spawn(installed.server, ['--no-defaults', ...common, ...options], { stdio: 'ignore', env })
  }
  for (let attempt = 0; attempt < 1_500 && server.exitCode === null; attempt++) {
    try {
      await mysqlServer(url)
      return
    } catch {
      await sleep(20)
    }
  }
  throw new Error(`${installed.server} did not start:\n${await readFile(inFolder('error.log'), 'utf8')}`)
}

const stop = async (signal: StopSignal): Promise<void> => {
  if (server?.exitCode === null && server.kill(signal) && signal !== 'SIGSTOP') await once(server, 'exit')
  if (signal !== 'SIGSTOP') server = undefined
}

const exit = async (code: number): Promise<void> => {
  server?.kill('SIGCONT')
  await stop('SIGTERM')
  await rm(folder, { recursive: true, force: true })
  process.exit(code)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => exit(0))
process.once('disconnect', () => exit(0))
process.on('message', async (command: Command) => {
  await (command === 'start' ? start() : stop(command))
  process.send?.('done')
})

try {
  await initialise()
  await start()
  if (process.send) process.send(url)
  else process.stdout.write(`${url}\n`)
} catch (reason) {
  process.stderr.write(`${reason}\n`)
  await exit(1)
}
