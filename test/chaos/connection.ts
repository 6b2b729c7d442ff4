import { once } from 'node:events'
import { Agent, type IncomingMessage, request as send } from 'node:http'
import { text } from 'node:stream/consumers'
import { present } from '../contracts/expect.ts'
import { problem } from '../support/bodies.ts'
import type { Send } from '../support/client.ts'

/** A request without a result. */
export type RequestFailure = {
  /** How far it came before its connection broke; `503`: it was answered so. */
  readonly stage: 'connect refused' | 'new connection' | 'kept connection' | 'partial response' | '503'
  /** Its id in the shop's log. */
  readonly requestId: string
  readonly invokedMs: number
  readonly completedMs: number
  readonly retryAfter?: string | undefined
  /** Of the 503's problem: `unavailable` means not executed, `outcome_unknown` executed or not. */
  readonly code?: string
}

export class RequestFailed extends Error {
  readonly failure: RequestFailure

  constructor(failure: RequestFailure) {
    super(JSON.stringify(failure))
    this.failure = failure
  }
}

/** Far beyond the deadlines of the shop. */
const TIMEOUT_MS = 20_000

/** Sends over one kept connection, as a shop's clients do; unlike `fetch`, it tells how far a failed request came. */
export const connectionTo = (target: { readonly url: string }): Send => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return async (path, init) => {
    const [requestId, invokedMs] = [crypto.randomUUID(), performance.now()]
    const failed = (stage: RequestFailure['stage'], problem?: Pick<RequestFailure, 'code' | 'retryAfter'>) =>
      new RequestFailed({ stage, requestId, invokedMs, completedMs: performance.now(), ...problem })
    const request = send(new URL(path, target.url), {
      agent,
      method: init?.method ?? 'GET',
      headers: { ...Object.fromEntries(new Headers(init?.headers)), 'X-Request-Id': requestId },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    let response: IncomingMessage | undefined
    let body: string
    try {
      request.end(init?.body)
      const [first]: IncomingMessage[] = await once(request, 'response')
      response = present(first)
      body = await text(response)
    } catch (reason) {
      if (response) throw failed('partial response')
      if (String(reason).includes('ECONNREFUSED')) throw failed('connect refused')
      throw failed(request.reusedSocket ? 'kept connection' : 'new connection')
    }
    const { statusCode: status = 0, headers } = response
    if (status === 503) throw failed('503', { ...problem.parse(JSON.parse(body)), retryAfter: headers['retry-after'] })
    const received = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
    return new Response(body === '' ? null : body, { status, headers: received })
  }
}
