import { join } from 'node:path'
import { serve } from '../process/kiosk.ts'
import { holdOn } from './hold-on.ts'
import { fetched, root } from './host.ts'
import { processHost } from './process-host.ts'

const program = fetched('deno')
const deno = processHost({ name: 'Deno', runtime: 'deno', program, run: ['run', '--allow-all'] })
const command = [program, 'serve', '--allow-all', '--host', '127.0.0.1', '--port', '0', join(root, 'src/main.ts')]

holdOn({
  ...deno,
  name: `${deno.name}, deno serve`,
  // Here it is Deno that listens, and ends when it is told to stop.
  serve: (place) => serve(place, command, /kiosk: listening at (\S+)/),
  drains: false,
  inside: undefined,
})
