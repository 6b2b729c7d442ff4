import { openStore } from '../../../src/bootstrap/open-store.ts'
import { play } from './play.ts'

play('memory', () => openStore('memory:'))
