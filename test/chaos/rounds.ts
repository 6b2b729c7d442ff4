/*
 * How often each disaster happens. `PROOF=full npx vitest run --project proof` is what the shop has to stand, and takes
 * minutes; without it, as in `npm test`, the same happens a few times, so that what breaks it is seen the same day.
 */
const full = process.env.PROOF === 'full'

export const rounds = {
  sigterm: full ? 30 : 2,
  applicationKilled: full ? 20 : 2,
  databaseKilled: full ? 10 : 2,
  databaseFrozen: full ? 10 : 1,
  /** Milliseconds for which the database is stopped, and for which it holds still. */
  databaseStopped: full ? 10_000 : 1_000,
  stillness: full ? 5_000 : 2_500,
}
