import { setTimeout as sleep } from 'node:timers/promises'
import { added, cart, expected, order, placed, problem, products } from '../support/bodies.ts'
import type { Answer } from '../support/client.ts'
import { type Customer, customer } from '../support/customers.ts'
import { connectionTo, RequestFailed, type RequestFailure } from './connection.ts'
import type { Completed, Line, Operation, Outcome } from './history.ts'
import type { Target } from './target.ts'

/** What all clients of a run write to. */
export type Recording = {
  readonly operations: Operation[]
  readonly failures: RequestFailure[]
  /** `fail` is a violation if the request was executed. */
  outcomeOf(failure: RequestFailure): 'fail' | 'unknown'
}

type CartOf = (number: number) => readonly Line[]
type Step = RequestFailure | 'cart full' | 'cart done' | undefined

const RETRY_MS = 100

/** Registers a customer who buys the carts `cartOf(1)`, `cartOf(2)` and so on. */
export const startWorker = async (name: string, target: Target, cartOf: CartOf, recording: Recording) => {
  const client = await customer(connectionTo(target), name)
  const steps = purchases(client, cartOf, recording)
  let last: Step = 'cart done'
  const step = async (): Promise<Step> => (last = (await steps.next()).value)
  return {
    client,
    /** Whether its next request is the first checkout of a cart. */
    isCartFull: () => last === 'cart full',
    /** Until it is told to stop, or the target is gone. */
    run: async (stop: () => boolean): Promise<void> => {
      while (!stop()) {
        const done = await step()
        if (typeof done !== 'object') continue
        if (done.stage !== '503') return
        await sleep(RETRY_MS)
      }
    },
    /** Repeats what failed until its cart is an order, or none. */
    finish: async (): Promise<void> => {
      while (last !== 'cart done') await step()
    },
  }
}

type Request<T> = {
  send(attempt: number): Promise<Answer>
  read(answer: Answer, attempt: number): T
  record?(completed: Completed<T>, attempt: number): void
}

/** Repeats a request until it has a result, and yields after every attempt. */
const recordingClient = (client: string, { failures, outcomeOf }: Recording) =>
  async function* <T>({ send, read, record }: Request<T>): AsyncGenerator<RequestFailure | undefined, Outcome<T>> {
    for (let attempt = 1; ; attempt++) {
      const invokedMs = performance.now()
      let outcome: Outcome<T>
      let failure: RequestFailure | undefined
      try {
        const answer = await send(attempt)
        outcome =
          answer.status === 409
            ? { type: 'fail', code: expected(answer, 409, problem).code }
            : { type: 'ok', ...read(answer, attempt) }
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

/** Generates at most one request a step, without end. */
async function* purchases(client: Customer, cartOf: CartOf, recording: Recording): AsyncGenerator<Step, never> {
  const { operations } = recording
  const request = recordingClient(client.username, recording)
  for (let number = 1; ; number++) {
    if (number % 8 === 0) {
      yield* request({
        send: () => client.get('/products'),
        read: (answer) => ({ products: expected(answer, 200, products) }),
        record: (listing) => operations.push({ kind: 'list', ...listing }),
      })
    }
    const lines = cartOf(number)
    for (const { product_id, quantity } of lines) {
      // The first attempt may have added the line: the others set its quantity.
      yield* request({
        send: (attempt) =>
          attempt === 1
            ? client.post('/add-to-cart', { product_id, quantity })
            : client.put(`/cart/items/${product_id}`, { quantity }),
        read: (answer, attempt) => expected(answer, 200, attempt === 1 ? added : cart),
      })
    }
    yield 'cart full'
    // Some clients repeat a checkout under another key: then only the empty cart prevents a second order.
    const keyOf = (attempt: number) =>
      `${client.username}-${number}${attempt > 1 && lines.length === 2 ? '-again' : ''}`
    const outcome = yield* request({
      send: (attempt) => client.post('/checkout', undefined, { 'Idempotency-Key': keyOf(attempt) }),
      read: (answer) => ({
        order: expected(answer, 201, placed).order,
        replayed: answer.headers.get('Idempotent-Replayed') === 'true',
      }),
      record: (checkout, attempt) => operations.push({ kind: 'checkout', key: keyOf(attempt), lines, ...checkout }),
    })
    if (outcome.type === 'ok' && number % 5 === 0) {
      const orderId = outcome.order.id
      yield* request({
        send: () => client.post(`/orders/${orderId}/cancel`),
        read: (answer) => ({ order: expected(answer, 200, order) }),
        record: (cancellation) => operations.push({ kind: 'cancel', orderId, ...cancellation }),
      })
    }
    if (outcome.type === 'fail' && outcome.code === 'out_of_stock') {
      yield* request({ send: () => client.delete('/cart'), read: ({ status }) => ({ status }) })
    }
    yield 'cart done'
  }
}
