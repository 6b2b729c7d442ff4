import process from 'node:process'

const pick = (few: number, ci: number, full: number): number =>
  process.env.PROOF === 'full' ? full : process.env.CI ? ci : few

/** How often each fault is injected in `npm test`, in CI, and with `PROOF=full`. */
export const rounds = {
  applicationStopped: pick(1, 5, 30),
  applicationKilled: pick(2, 5, 20),
  databaseKilled: pick(1, 3, 10),
  databaseFrozen: pick(1, 2, 10),
  databaseStoppedMs: pick(1_000, 3_000, 10_000),
  databaseFrozenMs: pick(2_500, 2_500, 5_000),
}
