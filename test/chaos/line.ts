import { once } from 'node:events'
import { type Agent, request as begin, type ClientRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { present } from '../contracts/expect.ts'
import { problem } from '../support/bodies.ts'
import type { Send } from '../support/client.ts'

/** How a request came to have no answer, or one that leaves open what became of it. */
export type Silence = {
  /** `away`: answered 503. The others say how far it came before the connection broke. */
  readonly came: 'nowhere' | 'down a new connection' | 'down a kept connection' | 'to half an answer' | 'away'
  /** What the shop's log calls the request. */
  readonly requestId: string
  readonly retryAfter: string | undefined
  /** Of the problem that a 503 is: `unavailable` says that nothing happened, `outcome_unknown` that nobody knows. */
  readonly code: string | undefined
  /** Milliseconds, as in a history. */
  readonly invoked: number
  readonly completed: number
}

export class Unanswered extends Error {
  readonly silence: Silence

  constructor(silence: Silence, cause?: unknown) {
    super(`a request came ${silence.came} and had no answer`, { cause })
    this.silence = silence
  }
}

/** Far beyond what the shop promises: who waits longer waits for ever. */
const PATIENCE = 20_000

/**
 * Sends requests over a connection that is kept open, as the clients of a shop do, and knows what `fetch` does not tell:
 * how far a request came that has no answer. Such a request, and one that is answered 503, throws `Unanswered`.
 */
export const line =
  (addresses: readonly string[], agent: Agent): Send =>
  async (path, init) => {
    const request = new Request(new URL(path, addresses[0]), init)
    const body = await request.text()
    const requestId = crypto.randomUUID()
    const headers = { ...Object.fromEntries(request.headers), 'X-Request-Id': requestId }
    const invoked = performance.now()
    const silence = (came: Silence['came'], retryAfter?: string, code?: string): Silence => {
      return { came, requestId, retryAfter, code, invoked, completed: performance.now() }
    }

    const outgoing = begin(request.url, {
      agent,
      method: request.method,
      headers,
      signal: AbortSignal.timeout(PATIENCE),
    })
    const connected = watched(outgoing)
    let incoming: IncomingMessage | undefined
    let answer: string
    try {
      outgoing.end(body)
      const [response]: IncomingMessage[] = await once(outgoing, 'response')
      incoming = present(response)
      answer = await text(incoming)
    } catch (reason) {
      throw new Unanswered(silence(incoming ? 'to half an answer' : connected()), reason)
    }
    const { statusCode: status = 0, headersDistinct } = incoming
    if (status === 503) {
      const { code } = problem.parse(JSON.parse(answer))
      throw new Unanswered(silence('away', incoming.headers['retry-after'], code))
    }
    const received = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    )
    return new Response(answer === '' ? null : answer, { status, headers: received })
  }

/** Which connection a request went down. */
const watched = (outgoing: ClientRequest): (() => Silence['came']) => {
  let connected = false
  outgoing.once('socket', (socket: Socket) => {
    if (!socket.connecting) connected = true
    else socket.once('connect', () => (connected = true))
  })
  return () => {
    if (!connected) return 'nowhere'
    return outgoing.reusedSocket ? 'down a kept connection' : 'down a new connection'
  }
}
