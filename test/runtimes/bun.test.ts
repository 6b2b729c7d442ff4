import { holdOn } from './hold-on.ts'
import { fetched } from './host.ts'
import { processHost } from './process-host.ts'

holdOn(processHost({ name: 'Bun', runtime: 'bun', program: fetched('bun') }))
