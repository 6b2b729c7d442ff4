import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

// What one connection may take: Node bounds what it reads, but not what waits to be written.

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>

/** Of a request that is answered already. */
const MAX_UNREAD = 1024 * 1024
/** Of all connections together; beyond it, those that stall are cut sooner. */
const MAX_UNSENT = 64 * 1024 * 1024
const SHORT_TIMEOUT_MS = 1_000
const STALLED_AFTER_MS = 250

/** The last pipelined request that waits: until it is its turn, no more are read. */
const lastWaiting = new WeakMap<Socket, ServerResponse>()

/** Answers pipelined requests one at a time, so that a connection has one response waiting at most. */
export const inTurn =
  (handle: Handler) =>
  (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    // Node assigns the socket when the responses before this one are sent.
    if (outgoing.socket) return void handle(incoming, outgoing)
    const { socket } = incoming
    lastWaiting.set(socket, outgoing)
    socket.pause()
    outgoing.once('socket', () => {
      if (lastWaiting.get(socket) === outgoing) {
        lastWaiting.delete(socket)
        socket.resume()
      }
      void handle(incoming, outgoing)
    })
  }

/**
 * Reads on, so that the next request of the connection is answered; too much closes it. @hono/node-server 2.1.8 does so
 * up to 64 MiB, but its own web stream over the body stops it at every chunk.
 */
export const discardRest = (incoming: IncomingMessage): void => {
  let discarded = 0
  incoming.removeAllListeners('data')
  incoming.on('data', ({ length }: Buffer) => {
    discarded += length
    if (discarded > MAX_UNREAD) incoming.socket.destroy()
  })
}

/** A function to call with every response: it cuts the connection when the client does not read for `timeoutMs`. */
export const cutStalled = (timeoutMs: number): ((outgoing: ServerResponse) => void) => {
  let unsent = 0
  return (outgoing) => {
    const { socket } = outgoing
    const bytes = socket?.writableLength ?? 0
    if (!socket || bytes === 0) return
    unsent += bytes
    // Or what the client sends would count as progress.
    socket.pause()
    outgoing.once('close', () => {
      unsent -= bytes
      if (!lastWaiting.has(socket)) socket.resume()
    })
    let hasStalled = false
    // Node waits on while the client reads. It takes what was sent at once for reading, too: hence the first, short time.
    outgoing.setTimeout(Math.min(STALLED_AFTER_MS, timeoutMs), () => {
      if (hasStalled) return void socket.destroy()
      hasStalled = true
      socket.setTimeout(unsent > MAX_UNSENT ? Math.min(SHORT_TIMEOUT_MS, timeoutMs) : timeoutMs)
    })
  }
}
