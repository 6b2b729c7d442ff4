import { join } from 'node:path'
import { serve } from '../support/server-process.ts'
import { type Host, isInstalled, printed, root, versionOf } from './host.ts'
import type { Runtime } from './runtime.ts'

type Program = {
  readonly name: string
  readonly runtime: Runtime
  readonly program: string
  /** What goes between the program and a file that it is to run. */
  readonly run?: readonly string[]
}

/** A runtime whose program runs `src/main.ts` as a process of its own. */
export const processHost = ({ name, runtime, program, run = [] }: Program): Host => {
  const installed = isInstalled(program)
  const command = (...args: readonly string[]) => [program, ...run, join(root, 'src/main.ts'), ...args]
  return {
    name: installed ? `${name} ${versionOf(program)}` : name,
    runtime,
    installed,
    ours: true,
    hangsUp: [],
    command,
    serve: (place) => serve(place, command()),
    inside: (places, folder) =>
      printed([program, ...run, join(root, 'test/runtimes/inside.ts'), JSON.stringify(places)], folder),
  }
}
