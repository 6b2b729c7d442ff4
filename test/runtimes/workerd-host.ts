import { join } from 'node:path'
import process from 'node:process'
import { type Place, SECRET, type Server, serve } from '../support/server-process.ts'
import { fetched, HOME, type Host, isInstalled, root, runtimes, versionOf } from './host.ts'
import { type Outcomes, outcomesIn } from './outcomes.ts'
import type { Places } from './places.ts'

/** Bundles a file, `src/worker.ts` when none is said, and serves it on workerd, on a free port. */
const dev = async (env: NonNullable<Place['env']>, ...script: readonly string[]): Promise<Server> => {
  const variables = Object.entries(env).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const where = ['--config', join(root, 'wrangler.jsonc'), '--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0']
  // What `bin/wrangler` starts: a signal for that one would leave this behind.
  const wrangler = [process.execPath, '--no-warnings', join(runtimes, 'wrangler/wrangler-dist/cli.js'), 'dev']
  // It asks nobody anything in CI.
  const place = { folder: root, env: { HOME, PATH: process.env.PATH ?? '', CI: 'true', NO_COLOR: '1' } }
  const server = await serve(place, [...wrangler, ...script, ...where, ...variables], /Ready on (http:\S+)/)
  // It takes workerd with it when it is told to stop, and only then.
  return { ...server, end: () => server.end('SIGTERM') }
}

const inside = async (places: Places): Promise<Outcomes> => {
  const worker = await dev({}, join(root, 'test/runtimes/worker.ts'))
  try {
    const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify(places) })
    if (!response.ok)
      throw new Error(`workerd answered ${response.status}: ${await response.text()}\n${worker.output()}`)
    return outcomesIn(await response.text())
  } finally {
    await worker.end('SIGTERM')
  }
}

const installed = isInstalled(fetched('wrangler')) && isInstalled(fetched('workerd'))

export const workerd: Host = {
  name: installed ? `workerd ${versionOf(fetched('workerd'))}` : 'workerd',
  runtime: 'workerd',
  installed,
  serve: ({ env }) => dev({ JWT_SECRET: SECRET, ...env }),
  ours: false,
  hangsUp: ['bad bodies: 10 MB in chunks'],
  inside,
  // Nobody gives commands there: Node makes the tables and fills the shelves.
  command: undefined,
}
