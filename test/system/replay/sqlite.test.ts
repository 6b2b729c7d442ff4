import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { sqliteStore } from '../../../src/adapters/sqlite/store.ts'
import { play } from './play.ts'

const folder = await mkdtemp(join(tmpdir(), 'kiosk-replay-'))
afterAll(() => rm(folder, { recursive: true }))

play('SQLite', async () => sqliteStore(join(folder, 'shop.db')))
