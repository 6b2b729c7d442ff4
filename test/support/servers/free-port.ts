import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ephemeral ports: a client that retries while the server is away could get its port, and keep it. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const probe = createServer().listen(port)
    try {
      await once(probe, 'listening')
      return port
    } catch {
      // In use.
    } finally {
      probe.close()
    }
  }
}
