import { expected, problem } from '../support/bodies.ts'
import type { Answer } from '../support/client.ts'
import type { Operation, Outcome } from './history.ts'
import { type Silence, Unanswered } from './line.ts'

/** Everything that clients were told, and what they were not told. */
export type Watch = {
  readonly operations: Operation[]
  readonly silences: Silence[]
  /** What a request that was not answered is taken for: a `fail` that did happen will not pass the checker. */
  becomes(silence: Silence): 'fail' | 'unknown'
}

const UNHEARD = 'unheard'

/** False while the client still has to ask again. */
export const isHeard = (outcome: Outcome<unknown>): boolean =>
  outcome.type === 'ok' || (outcome.type === 'fail' && outcome.why !== UNHEARD)

/** Waits for the answers to one client's requests, reads them, and keeps the times and the silences. */
export const witness = (client: string, { silences, becomes }: Watch) => {
  let last: Silence | undefined

  const outcomeOf = async <T>(asked: Promise<Answer>, read: (answer: Answer) => T): Promise<Outcome<T>> => {
    last = undefined
    try {
      const answer = await asked
      if (answer.status !== 409) return { type: 'ok', ...read(answer) }
      return { type: 'fail', why: expected(answer, 409, problem).code }
    } catch (reason) {
      if (!(reason instanceof Unanswered)) throw reason
      last = reason.silence
      silences.push(last)
      return becomes(last) === 'fail' ? { type: 'fail', why: UNHEARD } : { type: 'unknown' }
    }
  }

  return {
    request: async <T>(asked: Promise<Answer>, read: (answer: Answer) => T) => {
      const invoked = performance.now()
      const outcome = await outcomeOf(asked, read)
      return { client, invoked, completed: performance.now(), outcome }
    },
    /** Of the last request, if it had no answer. */
    silence: () => last,
  }
}
