import { holdOn } from './hold-on.ts'
import { locked } from './host.ts'
import { processHost } from './process-host.ts'

holdOn(processHost({ name: 'Node', runtime: 'node', program: locked('node') }))
