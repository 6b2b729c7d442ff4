import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { installedServer } from './installed.ts'
import { mysqlServer } from './mysql-server.ts'

/*
 * `node test/servers/throwaway.ts` runs a MySQL or MariaDB server in a temporary folder, with the durability it has by
 * default, until it is killed or the process that forked it is gone: a process of its own, so that no way in which the
 * tests may end leaves a server behind. The URL is its first line, or the message to its parent; its user may do
 * everything.
 */
const installed = installedServer()
if (installed === undefined) throw new Error('there is no mariadbd or mysqld on the PATH')

const folder = await mkdtemp(join(tmpdir(), 'kiosk-mysql-'))
const data = `--datadir=${join(folder, 'data')}`
// Both servers refuse to run as root unless they are told to.
const user = process.getuid?.() === 0 ? ['--user=root'] : []

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port')
  return address.port
}

const initialise = async ([command = '', ...given]: readonly string[]) => {
  await promisify(execFile)(command, [...given, data, ...user])
  const allow = "CREATE USER kiosk@'127.0.0.1' IDENTIFIED BY 'kiosk';\nGRANT ALL ON *.* TO kiosk@'127.0.0.1';\n"
  await writeFile(join(folder, 'init.sql'), allow)
}

let server: ChildProcess | undefined
const end = async (code: number) => {
  if (server?.kill('SIGTERM')) await once(server, 'exit')
  await rm(folder, { recursive: true, force: true })
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end(0))
process.once('disconnect', () => end(0))

const start = async (): Promise<string> => {
  await initialise(installed.initialise)
  const port = await freePort()
  const log = join(folder, 'error.log')
  server = spawn(
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
    { stdio: 'ignore' },
  )
  const url = `mysql://kiosk:kiosk@127.0.0.1:${port}`
  for (let attempt = 0; attempt < 300 && server.exitCode === null; attempt++) {
    const answers = await mysqlServer(url).then(
      () => true,
      () => false,
    )
    if (answers) return url
    await sleep(100)
  }
  throw new Error(`${installed.server} did not start:\n${await readFile(log, 'utf8')}`)
}

try {
  const url = await start()
  if (process.send) process.send(url)
  else process.stdout.write(`${url}\n`)
} catch (reason) {
  process.stderr.write(`${reason}\n`)
  await end(1)
}
