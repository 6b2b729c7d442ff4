import { holdOn } from './hold-on.ts'
import { fetched } from './host.ts'
import { processHost } from './process-host.ts'

holdOn(processHost({ name: 'Deno', runtime: 'deno', program: fetched('deno'), run: ['run', '--allow-all'] }))
