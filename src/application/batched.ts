import { Unavailable } from './unavailable.ts'

type Options = {
  readonly limit: number
  readonly idempotent: boolean
  readonly onBatch?: ((size: number) => void) | undefined
}

type Member<C, R> = { readonly command: C; readonly answer: PromiseWithResolvers<R> }

/** With more, the last would wait longer than clients do. */
const MAX_WAITING = 4_096

/**
 * Group commit: while one batch runs, new commands queue up and form the next. There is no timer: an idle shop answers
 * at once, a busy one pays one transaction for many commands. `run` returns one result per command, in order, and
 * retries what was rolled back. An idempotent batch whose outcome is unknown is run once more, as `mayHaveRun`. Any other `Unavailable`
 * rejects all members; any other error makes them run one by one, so that only the faulty one is rejected.
 */
export const batched = <C, R>(
  run: (commands: readonly C[], mayHaveRun: boolean) => Promise<readonly R[]>,
  { limit, idempotent, onBatch }: Options,
) => {
  const queue: Member<C, R>[] = []
  let busy: Promise<void> | undefined
  let draining = false

  /** Answers all members; returns the error when the store failed. `inDoubt`: an earlier run's, of unknown outcome. */
  const runBatch = async (batch: readonly Member<C, R>[], inDoubt?: Unavailable): Promise<Unavailable | undefined> => {
    try {
      const results = await run(
        batch.map(({ command }) => command),
        inDoubt !== undefined,
      )
      // The batch is committed: what follows must not throw, or it would be run again.
      for (const [i, { answer }] of batch.entries()) {
        const result = results[i]
        if (result === undefined) answer.reject(new Error(`${results.length} results for ${batch.length} commands`))
        else answer.resolve(result)
      }
      onBatch?.(batch.length)
    } catch (reason) {
      if (reason instanceof Unavailable) {
        if (!inDoubt && idempotent && reason.outcome === 'unknown') return runBatch(batch, reason)
        rejectAll(batch, inDoubt ?? reason)
        return inDoubt ?? reason
      }
      if (batch.length > 1) await runOneByOne(batch, inDoubt)
      else rejectAll(batch, inDoubt ? stillInDoubt(inDoubt, reason) : reason)
    }
    return undefined
  }

  const runOneByOne = async (batch: readonly Member<C, R>[], inDoubt?: Unavailable): Promise<void> => {
    for (const [i, member] of batch.entries()) {
      const failure = await runBatch([member], inDoubt)
      if (!failure) continue
      const untried = new Unavailable('the store failed before this was tried', { cause: failure })
      return rejectAll(batch.slice(i + 1), inDoubt ?? untried)
    }
  }

  const work = async (): Promise<void> => {
    while (queue.length > 0) await runBatch(queue.splice(0, limit))
    busy = undefined
  }

  return {
    submit: (command: C): Promise<R> => {
      if (draining) return Promise.reject(new Unavailable('the shop is closing'))
      if (queue.length >= MAX_WAITING) return Promise.reject(new Unavailable('too many commands are waiting'))
      const answer = Promise.withResolvers<R>()
      queue.push({ command, answer })
      busy ??= work()
      return answer.promise
    },
    /** Rejects new commands and waits until all accepted ones have their answer. */
    drain: async (): Promise<void> => {
      draining = true
      await busy
    },
  }
}

/** An unknown outcome stays unknown, also when the second run failed with a defect. */
const stillInDoubt = ({ message }: Unavailable, cause: unknown): Unavailable =>
  new Unavailable(`${message}; and again: ${cause}`, { outcome: 'unknown', cause })

const rejectAll = <C, R>(members: readonly Member<C, R>[], reason: unknown): void => {
  for (const { answer } of members) answer.reject(reason)
}
