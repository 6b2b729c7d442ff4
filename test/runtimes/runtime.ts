import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { launch, type Place, SECRET, type Server, serve } from '../support/server-process.ts'
import type { Results, RuntimeId } from './contracts.ts'

/** How a user runs the shop on a runtime. */
export type Runtime = {
  readonly id: RuntimeId
  /** Its name in the table, with its version. */
  readonly name: string
  readonly isInstalled: boolean
  serve(place: Place): Promise<Server>
  runContracts(urls: readonly string[], folder: string): Promise<Results>
  /** Runs the shop's commands, where its process is the shop's own; wrangler's is not. */
  readonly command?: (...args: readonly string[]) => readonly string[]
}

const root = join(import.meta.dirname, '../..')
/** What `npm run fetch:runtimes` installs. */
const fetchedModules = join(root, 'node_modules/.cache/runtimes/node_modules')
const fetched = (name: string): string => join(fetchedModules, '.bin', name)

/** Where runtimes keep what they compile and download. */
export const HOME = join(root, 'node_modules/.cache/runtimes/home')

const withVersion = (name: string, program: string): string => {
  if (!existsSync(program)) return name
  return `${name} ${/\d+[.-]\d+[.-]\d+/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[0]}`
}

/** A runtime that runs `src/main.ts` in a process of its own. */
const processRuntime = (id: RuntimeId, name: string, program: string, run: readonly string[] = []): Runtime => {
  const command = (...args: readonly string[]) => [program, ...run, join(root, 'src/main.ts'), ...args]
  return {
    id,
    name: withVersion(name, program),
    isInstalled: existsSync(program),
    serve: (place) => serve(place, command()),
    runContracts: async (urls, folder) => {
      const args = [...run, join(root, 'test/runtimes/run-contracts.ts'), JSON.stringify(urls)]
      const { code, out, err } = await launch(program, args, { folder, env: { HOME } }, 240_000).ended
      if (code !== 0) throw new Error(`the contracts ended with ${code}\n${out}${err}`)
      return JSON.parse(out)
    },
    command,
  }
}

export const processRuntimes = [
  processRuntime('node', 'Node', join(root, 'node_modules/.bin/node')),
  processRuntime('node', 'Node', fetched('node')),
  processRuntime('bun', 'Bun', fetched('bun')),
  processRuntime('deno', 'Deno', fetched('deno'), ['run', '--allow-all']),
]

/** Bundles a file and serves it on workerd, on a free port. */
const wranglerDev = async (file: string, env: NonNullable<Place['env']>): Promise<Server> => {
  const variables = Object.entries(env).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  // `bin/wrangler` starts this program and leaves it behind when it gets a signal.
  const wrangler = [process.execPath, '--no-warnings', join(fetchedModules, 'wrangler/wrangler-dist/cli.js'), 'dev']
  const options = `--config ${join(root, 'wrangler.jsonc')} --ip 127.0.0.1 --port 0 --inspector-port 0`.split(' ')
  // CI: without prompts.
  const place = { folder: root, env: { HOME, PATH: process.env.PATH ?? '', CI: 'true', NO_COLOR: '1' } }
  const command = [...wrangler, join(root, file), ...options, ...variables]
  // It stops workerd on SIGTERM only.
  const server = await serve(place, command, /Ready on (http:\S+)/, 'SIGTERM')
  return { ...server, end: () => server.end('SIGTERM') }
}

export const workerd: Runtime = {
  id: 'workerd',
  name: withVersion('workerd', fetched('workerd')),
  isInstalled: existsSync(fetched('wrangler')) && existsSync(fetched('workerd')),
  serve: ({ env }) => wranglerDev('src/worker.ts', { JWT_SECRET: SECRET, ...env }),
  runContracts: async (urls) => {
    const worker = await wranglerDev('test/runtimes/run-contracts.worker.ts', {})
    try {
      const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify(urls) })
      if (!response.ok) throw new Error(`workerd answered ${response.status}\n${worker.output()}`)
      return JSON.parse(await response.text())
    } finally {
      await worker.end('SIGTERM')
    }
  },
}
