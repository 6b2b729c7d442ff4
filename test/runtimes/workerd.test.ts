import { holdOn } from './hold-on.ts'
import { memory } from './stores.ts'
import { workerd } from './workerd-host.ts'

holdOn(workerd, [memory])
