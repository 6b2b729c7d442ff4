import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

// What one connection may take: Node bounds what it reads, but not what waits to be written.

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>

/** Of a request that is answered already. */
const MAX_UNREAD = 1024 * 1024
const MAX_PIPELINED = 10_000
/** Of all connections together; beyond it, those that stall are cut sooner. */
const MAX_UNSENT = 64 * 1024 * 1024
const SHORT_TIMEOUT_MS = 1_000

/** Answers pipelined requests one at a time, so that a connection has one response waiting at most. */
export const inTurn = (handle: Handler): ((incoming: IncomingMessage, outgoing: ServerResponse) => void) => {
  const waiting = new WeakMap<Socket, number>()
  return (incoming, outgoing) => {
    // Node assigns the socket when the responses before this one are sent.
    if (outgoing.socket) return void handle(incoming, outgoing)
    const { socket } = incoming
    const pipelined = (waiting.get(socket) ?? 0) + 1
    waiting.set(socket, pipelined)
    if (pipelined > MAX_PIPELINED) socket.destroy()
    socket.pause()
    outgoing.once('socket', () => {
      const left = (waiting.get(socket) ?? 1) - 1
      waiting.set(socket, left)
      if (left === 0) socket.resume()
      void handle(incoming, outgoing)
    })
  }
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

/** Bytes of a response that the system has not taken; only the handle tells of a part of one write. */
const unsentOf = (socket: Socket): number => {
  const handle: unknown = Reflect.get(socket, '_handle')
  const queued: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'writeQueueSize') : 0
  return typeof queued === 'number' && queued > 0 ? queued : socket.writableLength
}

/** Answers a function that is called after every response: it cuts the connection when the client does not read. */
export const cutStalled = (server: Server, timeoutMs: number): ((socket: Socket) => void) => {
  const unsent = new Map<Socket, { readonly bytes: number; readonly since: number }>()
  const sweep = (): void => {
    const now = performance.now()
    let total = 0
    for (const [socket, { bytes }] of unsent) {
      const left = socket.destroyed ? 0 : unsentOf(socket)
      total += left
      if (left === 0) unsent.delete(socket)
      else if (left !== bytes) unsent.set(socket, { bytes: left, since: now })
    }
    const limit = total > MAX_UNSENT ? Math.min(SHORT_TIMEOUT_MS, timeoutMs) : timeoutMs
    for (const [socket, { since }] of unsent) if (now - since >= limit) socket.destroy()
  }
  const timer = setInterval(sweep, Math.min(500, timeoutMs / 4)).unref()
  server.once('close', () => clearInterval(timer))
  return (socket) => {
    if (socket.writableLength > 0) unsent.set(socket, { bytes: unsentOf(socket), since: performance.now() })
  }
}
