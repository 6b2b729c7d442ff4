import * as throttling from '../../domain/accounts/throttling.ts'
import type { UserId } from '../../domain/accounts/user.ts'
import { batched } from '../batched.ts'
import type { AttemptRepository } from '../ports/attempts.ts'
import type { Digest } from '../ports/security.ts'
import type { UnitOfWork } from '../ports/store.ts'
import type { Clock, Pause } from '../ports/system.ts'

/** `retryAfterMs`: how long every further attempt is refused. `userId`: the account that was tried, for the log only. */
export type TooManyAttempts = {
  readonly type: 'too_many_attempts'
  readonly retryAfterMs: number
  readonly userId: UserId | undefined
}

type Needs = {
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
  readonly pause: Pause
  readonly digest: Digest
  readonly attemptLimits: throttling.AttemptLimits
}

type Counter = { readonly name: keyof throttling.AttemptLimits; readonly key: string }
type Command = { readonly isSuccess: boolean; readonly counters: readonly Counter[] }

const MAX_BATCH = 64
/** After this number of keys, at most twice as many expired ones are deleted: more than have come. */
const CLEANING_KEYS = 256
/** Between two refusals: guessers that ask again at once would take the time of all others. */
const REFUSAL_INTERVAL_MS = 4
/** Refusals that wait, each in some kilobytes; the next is answered at once. */
const MAX_PAUSED = 2_048

/**
 * Counts attempts before they are made, so that simultaneous ones count too. The store keeps them: all servers share
 * them, and while it is away nothing may be tried.
 */
export const throttle = ({ unitOfWork, clock, pause, digest, attemptLimits }: Needs) => {
  const rules = throttling.throttleRules(attemptLimits)
  let uncleaned = 0
  let paused = 0

  /** Changes the attempts; answers how many milliseconds the command has to wait. */
  const apply = ({ isSuccess, counters }: Command, now: number, all: Map<string, throttling.Attempts>): number => {
    const found = counters.map(({ name, key }) => {
      const kept = all.get(key) ?? throttling.NO_ATTEMPTS
      return { name, key, kept, present: throttling.attemptsAt(now, kept, rules[name]) }
    })
    const isKnown = found.some(({ present }) => present.isKnown)
    const counting = found.filter(({ name }) => !isKnown || name !== 'accountFailures')
    const opensAt = Math.max(...counting.map(({ present }) => present.opensAt))
    for (const { name, key, kept, present } of counting) {
      if (isSuccess) all.set(key, name === 'loginFailures' ? throttling.known(now) : throttling.uncounted(present))
      else if (opensAt <= now) all.set(key, throttling.counted(now, present, rules[name]))
      // The clock was set back: the delay ends by the new time.
      else if (present.opensAt < kept.opensAt) all.set(key, present)
    }
    return isSuccess ? 0 : Math.max(0, opensAt - now)
  }

  const within = <T>(work: (attempts: AttemptRepository) => Promise<T>): Promise<T> =>
    unitOfWork.run(({ attempts }) => work(attempts), { durable: false })

  const run = async (commands: readonly Command[]): Promise<readonly number[]> => {
    const now = clock.now()
    const keys = commands.flatMap(({ counters }) => counters.map(({ key }) => key))
    const waits = await within(async ({ lock, save }) => {
      const locked = await lock(keys)
      const all = new Map(locked)
      const waits = commands.map((command) => apply(command, now, all))
      await save(new Map([...all].filter(([key, each]) => locked.get(key) !== each)))
      return waits
    })
    uncleaned += keys.length
    if (uncleaned < CLEANING_KEYS) return waits
    uncleaned = 0
    await within(({ deleteExpired }) => deleteExpired(now, 2 * CLEANING_KEYS))
    return waits
  }
  const { submit, drain } = batched(run, { limit: MAX_BATCH, idempotent: false })

  const submitting =
    (isSuccess: boolean, ...names: readonly Counter['name'][]) =>
    async (origin: throttling.Origin): Promise<number> => {
      const keyOf = (name: Counter['name']) =>
        digest(JSON.stringify([name, ...rules[name].per.map((of) => origin[of])]))
      const isOff = names.every((name) => rules[name].limit === 0)
      if (isOff) return 0
      const wait = await submit({ isSuccess, counters: names.map((name) => ({ name, key: keyOf(name) })) })
      if (wait === 0 || paused >= MAX_PAUSED) return wait
      await pause(REFUSAL_INTERVAL_MS * paused++)
      paused--
      return wait
    }

  return {
    /** 0 for a log-in that was counted and may go on, or how many milliseconds it has to wait. */
    logIn: submitting(false, 'addressLogins', 'loginFailures', 'accountFailures'),
    /** The log-in that was counted has not failed. */
    succeeded: submitting(true, 'loginFailures', 'accountFailures'),
    /** As `logIn`. */
    registration: submitting(false, 'addressRegistrations'),
    drain,
  }
}

export type Throttle = ReturnType<typeof throttle>
