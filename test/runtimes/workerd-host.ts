import { join } from 'node:path'
import process from 'node:process'
import { type Place, SECRET, type Server, serve } from '../process/kiosk.ts'
import { HOME, type Host, isInstalled, locked, root, versionOf } from './host.ts'
import { type Outcomes, outcomesIn } from './outcomes.ts'
import type { Places } from './places.ts'

const wrangler = locked('wrangler')

/** Bundles a file, `src/main.ts` when none is said, and serves it on workerd: with a proxy before it, on a free port. */
const dev = (env: NonNullable<Place['env']>, ...script: readonly string[]): Promise<Server> => {
  const variables = Object.entries(env).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const where = ['--config', join(root, 'wrangler.jsonc'), '--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0']
  // wrangler's own environment: its program is found by its first line, and what it would ask of a person is answered.
  const own = { HOME, PATH: process.env.PATH ?? '', CI: 'true', NO_COLOR: '1' }
  // Where it runs is where it looks for what `alias` names.
  return serve({ folder: root, env: own }, [wrangler, 'dev', ...script, ...where, ...variables], /Ready on (http:\S+)/)
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

export const workerd: Host = {
  name: isInstalled(wrangler) ? `workerd ${versionOf(locked('workerd'))}` : 'workerd',
  runtime: 'workerd',
  installed: isInstalled(wrangler),
  serve: ({ env }) => dev({ JWT_SECRET: SECRET, ...env }),
  drains: false,
  inside,
  // Nobody gives commands there: Node makes the tables and fills the shelves.
  command: undefined,
}
