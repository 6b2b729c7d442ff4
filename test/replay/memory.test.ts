import { memoryStore } from '../../src/adapters/memory/store.ts'
import { play } from './play.ts'

play('memory', async () => memoryStore())
