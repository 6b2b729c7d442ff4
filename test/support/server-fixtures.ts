import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test as base } from 'vitest'
import { runAll } from './clean-ups.ts'
import { type Place, type Server, serve } from './server-process.ts'

const newFolder = () => mkdtemp(join(tmpdir(), 'kiosk-process-'))

/** Also those that are still starting. */
export const killAll = async (servers: readonly Promise<Server>[]): Promise<void> => {
  for (const server of await Promise.allSettled(servers)) {
    if (server.status === 'fulfilled') await server.value.end('SIGKILL')
  }
}

/** A test with an empty folder, and `open`, which starts servers there; they are killed when the test ends. */
export const test = base
  .extend('folder', async ({ task: _ }, { onCleanup }) => {
    const folder = await newFolder()
    onCleanup(() => rm(folder, { recursive: true }))
    return folder
  })
  .extend('open', async ({ folder }, { onCleanup }) => {
    const servers: Promise<Server>[] = []
    onCleanup(() => killAll(servers))
    return (env: NonNullable<Place['env']> = {}, command?: readonly string[]): Promise<Server> => {
      const server = serve({ folder, env }, command)
      servers.push(server)
      return server
    }
  })

/** For `beforeAll`: makes a folder; the clean-ups run after all tests of the `describe`, last first. */
export const folderForAll = () => {
  const cleanUps: (() => Promise<unknown>)[] = []
  afterAll(() => runAll(cleanUps))
  const makeFolder = async (): Promise<string> => {
    const folder = await newFolder()
    cleanUps.push(() => rm(folder, { recursive: true }))
    return folder
  }
  return { cleanUps, makeFolder }
}
