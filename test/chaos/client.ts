import { expected, problem } from '../support/bodies.ts'
import type { Answer } from '../support/client.ts'
import { RequestFailed, type RequestFailure } from './connection.ts'
import type { Completed, Operation, Outcome } from './history.ts'

/** What all clients of a run write to. */
export type Recording = {
  readonly operations: Operation[]
  readonly failures: RequestFailure[]
  /** A failed request that is taken for `fail` and was executed is a violation. */
  outcomeOf(failure: RequestFailure): 'fail' | 'unknown'
}

type Request<T> = {
  send(attempt: number): Promise<Answer>
  read(answer: Answer, attempt: number): T
  record?(completed: Completed<T>, attempt: number): void
}

/** A client that repeats a request until it has a result; it yields after every attempt. */
export const recordingClient = (client: string, { failures, outcomeOf }: Recording) =>
  async function* <T>({ send, read, record }: Request<T>): AsyncGenerator<RequestFailure | undefined, Outcome<T>> {
    for (let attempt = 1; ; attempt++) {
      const invokedMs = performance.now()
      let outcome: Outcome<T>
      let failure: RequestFailure | undefined
      try {
        const answer = await send(attempt)
        if (answer.status === 409) outcome = { type: 'fail', code: expected(answer, 409, problem).code }
        else outcome = { type: 'ok', ...read(answer, attempt) }
      } catch (reason) {
        if (!(reason instanceof RequestFailed)) throw reason
        failure = reason.failure
        failures.push(failure)
        outcome = outcomeOf(failure) === 'fail' ? { type: 'fail', code: 'not_executed' } : { type: 'unknown' }
      }
      record?.({ client, invokedMs, completedMs: performance.now(), outcome }, attempt)
      yield failure
      if (!failure) return outcome
    }
  }
