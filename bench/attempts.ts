import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { memoryStore } from '../src/adapters/memory/store.ts'
import { sha256 } from '../src/adapters/security/refresh-tokens.ts'
import { sqliteStore } from '../src/adapters/sqlite/store.ts'
import { throttle } from '../src/application/accounts/throttle.ts'
import type { Store } from '../src/application/ports/store.ts'
import { DEFAULT_ATTEMPT_LIMITS } from '../src/domain/accounts/throttling.ts'
import { atEnd, end } from './at-end.ts'
import { judged } from './report.ts'

/*
 * `npm run bench:attempts` counts log-ins under 10,000,000 different keys in a day, on an accelerated clock, and fails when
 * more is kept of them than should be.
 */
const KEYS = 10_000_000
const DAY_MS = 86_400_000

/** A day of attempts, no two of one account or network. `measure`: what is kept, which is to stay below the bound. */
const day = async (label: string, store: Store, what: string, bound: number, measure: () => number): Promise<void> => {
  let now = Date.UTC(2026, 0, 1)
  const clock = { now: () => now }
  const pause = async () => undefined
  const { unitOfWork } = store
  const counted = throttle({ unitOfWork, clock, pause, digest: sha256, attemptLimits: DEFAULT_ATTEMPT_LIMITS })
  const attempts = Math.ceil(KEYS / 3)
  let most = 0
  for (let i = 0; i < attempts; i += 64) {
    now = Date.UTC(2026, 0, 1) + Math.floor((DAY_MS * i) / attempts)
    const batch = Array.from({ length: 64 }, (_, n) => counted.logIn({ account: `${i + n}@a`, network: `${i + n}` }))
    const waits = await Promise.all(batch)
    if (waits.some((wait) => wait > 0)) throw new Error('a first attempt had to wait')
    if (i % 32_000 === 0) most = Math.max(most, measure())
  }
  await store.close()
  judged(`${label}: ${3 * attempts} keys in a day leave at most ${Math.round(most)} of ${bound} ${what}`, most <= bound)
}

try {
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-attempts-'))
  atEnd(() => rm(folder, { recursive: true }))
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const heap = () => {
    collect()
    return process.memoryUsage().heapUsed / 2 ** 20
  }
  await day('memory', memoryStore(), 'MiB of heap', 256, heap)
  const file = join(folder, 'day.db')
  const onFile = sqliteStore(file)
  await onFile.migrate()
  using beside = new DatabaseSync(file, { readOnly: true })
  const count = beside.prepare('SELECT COUNT(*) AS rows FROM attempts')
  await day('SQLite', onFile, 'rows', Math.ceil(KEYS / 24) + 512, () => Number(count.get()?.rows))
} finally {
  await end()
}
