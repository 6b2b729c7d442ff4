import { beforeAll, describe } from 'vitest'
import type { MigratableStore } from '../../../src/adapters/sql/migrations.ts'
import { present } from '../../contracts/expect.ts'
import { hold } from '../../contracts/hold.ts'
import { retail } from './fixture.ts'
import { replayPromises } from './promises.ts'
import { type Replayed, replay } from './replay.ts'

/** Plays the real orders on an empty store that `open` opens, under vitest. */
export const play = (name: string, open: () => Promise<MigratableStore>): void => {
  describe(name, () => {
    let replayed: Replayed | undefined
    beforeAll(async () => {
      replayed = await replay(await open(), retail)
    }, 120_000)
    hold({ 'five days of real orders': replayPromises }, () => present(replayed))
  })
}
