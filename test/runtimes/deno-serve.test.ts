import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serve } from '../process/kiosk.ts'
import { holdOn } from './hold-on.ts'
import { fetched, HOME, root } from './host.ts'
import { processHost } from './process-host.ts'

const program = fetched('deno')
const deno = processHost({ name: 'Deno', runtime: 'deno', program, run: ['run', '--allow-all'] })
const command = [program, 'serve', '--allow-all', '--host', '127.0.0.1', '--port', '0', join(root, 'src/main.ts')]

holdOn({
  ...deno,
  name: `${deno.name}, deno serve`,
  // It looks for packages from where it is started, and not from where the file is.
  serve: (place) => serve({ ...place, folder: root }, command, /kiosk: listening at (\S+)/),
  // Deno hears the signal too, and takes the bodies away at once that it has not read to their end.
  stopped: 503,
  inside: undefined,
})

test.runIf(deno.installed)('is alive while it waits for its database, and gives up with a sentence', async () => {
  const env = { HOME, DATABASE_URL: 'mysql://kiosk:kiosk@127.0.0.1:9/kiosk', STARTUP_TIMEOUT: '4' }
  const server = await serve({ folder: root, env }, command, /kiosk: listening at (\S+)/)
  expect((await fetch(`${server.url}/livez`)).status).toBe(200)
  const asked = performance.now()
  const { status, headers } = await fetch(`${server.url}/products`)
  expect([status, headers.get('Retry-After')]).toEqual([503, '1'])
  expect(performance.now() - asked).toBeLessThan(2_000)
  const { code, err } = await server.ended
  expect(code).toBe(1)
  expect(err).toMatch(/^kiosk: the database is away: .*, for 4 s now: start it, or correct DATABASE_URL$/m)
})
