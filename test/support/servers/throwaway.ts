import { installedServer } from './installed.ts'
import { throwawayServer, type Wish } from './throwaway-server.ts'

/*
 * `node test/support/servers/throwaway.ts` runs a throw-away server until it is killed or the process that forked it is gone: a
 * process of its own, so that no way in which the tests may end leaves a server behind. The URL is its first line, or
 * the first message to its parent, who may have it stopped and started again: `start`, and the name of a signal that
 * stops it, are answered `done`.
 */
const installed = installedServer()
if (installed === undefined) throw new Error('there is no mariadbd or mysqld on the PATH')

let server: Awaited<ReturnType<typeof throwawayServer>> | undefined
const end = async (code: number) => {
  await server?.remove()
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end(0))
process.once('disconnect', () => end(0))

try {
  const made = await throwawayServer(installed)
  server = made
  await made.start()
  process.on('message', async (wish: Wish) => {
    if (wish === 'start') await made.start()
    else await made.stop(wish)
    process.send?.('done')
  })
  if (process.send) process.send(made.url)
  else process.stdout.write(`${made.url}\n`)
} catch (reason) {
  process.stderr.write(`${reason}\n`)
  await end(1)
}
