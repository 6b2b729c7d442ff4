import { once } from 'node:events'
import { connect } from 'node:net'

/** `head` is the status line and the headers as they came. */
export type Answer = { readonly status: number; readonly head: string; readonly body: string }

/** A kept connection with one request on its way at a time. */
export type Connection = { send(request: string): Promise<Answer>; close(): void }

/** A request without a body, or with a JSON one; `from` is the address that a proxy would report. */
export const request = (
  method: 'GET' | 'POST',
  path: string,
  { token, body, from }: { readonly token?: string; readonly body?: object; readonly from?: string } = {},
): string => {
  const json = body && JSON.stringify(body)
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    ...(from === undefined ? [] : [`X-Forwarded-For: ${from}`]),
    ...(json === undefined ? [] : ['Content-Type: application/json']),
    ...(method === 'GET' ? [] : [`Content-Length: ${Buffer.byteLength(json ?? '')}`]),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${json ?? ''}`
}

/** As much of HTTP/1.1 as these servers speak: a library would cost more of this process than they do of theirs. */
export const openConnection = async (port: number): Promise<Connection> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let received: Buffer = Buffer.alloc(0)
  let waiting = Promise.withResolvers<Answer>()
  // It breaks also while nobody waits; who sends next hears of it.
  waiting.promise.catch(() => undefined)
  const fail = (reason: Error) => {
    waiting.reject(reason)
    socket.destroy()
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server has closed a connection')))
  socket.on('data', (bytes: Buffer) => {
    received = received.length === 0 ? bytes : Buffer.concat([received, bytes])
    try {
      const answer = parse(received)
      if (answer === undefined) return
      received = Buffer.alloc(0)
      waiting.resolve(answer)
    } catch (reason) {
      fail(reason instanceof Error ? reason : new Error(String(reason)))
    }
  })
  return {
    send: (text) => {
      if (!socket.destroyed) waiting = Promise.withResolvers()
      socket.write(text)
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}

/** The one answer that the bytes are, or `undefined` while there are more to come. */
const parse = (bytes: Buffer): Answer | undefined => {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const rest = bytes.subarray(end + 4)
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
    const body = joined(rest)
    return body === undefined ? undefined : { status, head, body }
  }
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  if (rest.length > length) throw new Error(`an answer is longer than it says: ${head}`)
  return rest.length < length ? undefined : { status, head, body: rest.toString() }
}

/** What the chunks have to say together, or `undefined` before the last of them. */
const joined = (chunks: Buffer): string | undefined => {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const start = chunks.indexOf('\r\n', at) + 2
    if (start === 1) return undefined
    const size = Number.parseInt(chunks.toString('latin1', at, start), 16)
    at = start + size + 2
    if (!(at <= chunks.length)) return undefined
    if (size === 0) return Buffer.concat(parts).toString()
    parts.push(chunks.subarray(start, start + size))
  }
}
