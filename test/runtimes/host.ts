import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { launch, type Place, type Server } from '../support/server-process.ts'
import { type Outcomes, outcomesIn } from './outcomes.ts'
import type { Places } from './places.ts'
import type { Runtime } from './runtime.ts'

export const root = join(import.meta.dirname, '../..')

/** A runtime on which the shop stands, and how one puts it there. */
export type Host = {
  /** As the table calls it, with its version. */
  readonly name: string
  readonly runtime: Runtime
  readonly installed: boolean
  /** Serves the shop there as a user would. */
  serve(place: Place): Promise<Server>
  /** Whether the process that serves there is the shop's own, and hears its signals. */
  readonly ours: boolean
  /** Refusals for which a hangup stands, where what listens reads no body to its end that the shop does not read. */
  readonly hangsUp: readonly string[]
  /** Holds the contracts there. */
  inside(places: Places, folder: string): Promise<Outcomes>
  /** The command that runs the shop's commands there; where there is none, Node's does it. */
  readonly command: ((...args: readonly string[]) => readonly string[]) | undefined
}

/** What a program says its version is. */
export const versionOf = (program: string): string =>
  /\d+[.-]\d+[.-]\d+/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[0] ?? 'of no version'

/** A program of the lock file, and one that `npm run fetch:runtimes` has put into a folder of its own. */
export const locked = (name: string): string => join(root, 'node_modules/.bin', name)
export const runtimes = join(root, 'node_modules/.cache/runtimes/node_modules')
export const fetched = (name: string): string => join(runtimes, '.bin', name)

/** Where runtimes keep what they compile and download for themselves: out of the user's own. */
export const HOME = join(root, 'node_modules/.cache/runtimes/home')

/** Runs a script of ours to its end; answers the JSON it printed. */
export const printed = async (command: readonly string[], folder: string): Promise<Outcomes> => {
  const [program = '', ...args] = command
  const { code, out, err } = await launch(program, args, { folder, env: { HOME } }, 240_000).ended
  if (code !== 0) throw new Error(`${command.slice(0, 3).join(' ')} ended with ${code} and said\n${out}${err}`)
  return outcomesIn(out)
}

export const isInstalled = (program: string): boolean => existsSync(program)
