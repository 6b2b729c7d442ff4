import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as anywhere } from 'vitest'
import { type Place, type Server, serve } from '../support/server-process.ts'

/** A test with an empty folder to itself, and a way to start servers there; both are gone when it ends. */
export const test = anywhere
  .extend('folder', async ({ task }, { onCleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), `kiosk-process-${task.id}-`))
    onCleanup(() => rm(folder, { recursive: true }))
    return folder
  })
  .extend('open', async ({ folder }, { onCleanup }) => {
    const servers: Server[] = []
    onCleanup(async () => {
      await Promise.all(servers.map((server) => server.end('SIGKILL')))
    })
    return async (env: NonNullable<Place['env']> = {}): Promise<Server> => {
      const server = await serve({ folder, env })
      servers.push(server)
      return server
    }
  })
