import { connect } from 'node:net'
import { type Answer, read } from '../support/client.ts'

/** The first answer in these bytes that is more than a 100 Continue, if it is complete. */
const firstAnswer = (bytes: string): Response | undefined => {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [statusLine = '', ...lines] = bytes.slice(0, end).split('\r\n')
  const status = Number(statusLine.split(' ')[1])
  if (status < 200) return firstAnswer(bytes.slice(end + 4))
  const headers = new Headers()
  for (const line of lines) headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1))
  const length = Number(headers.get('Content-Length') ?? 0)
  const body = bytes.slice(end + 4, end + 4 + length)
  return body.length < length ? undefined : new Response(body === '' ? null : body, { status, headers })
}

type Said = {
  /** `undefined` when the server hung up without a word. */
  readonly answer: Answer | undefined
  /** Of every answer, where more than one request was said. */
  readonly statuses: readonly number[]
}

/**
 * Says these bytes to the server as they are, which no HTTP client would, and hears it out: until it has answered, or
 * until it hangs up where `toTheEnd` says so. Hangs up itself and throws after `patience` milliseconds without either.
 */
export const say = (url: string, bytes: string, { toTheEnd = false, patience = 3_000 } = {}): Promise<Said> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let heard = ''
    const done = async () => {
      clearTimeout(deadline)
      socket.destroy()
      const response = firstAnswer(heard)
      const statuses = [...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))
      resolve({ answer: response && (await read(response)), statuses })
    }
    const deadline = setTimeout(() => {
      socket.destroy()
      reject(new Error(`nobody answered; heard ${JSON.stringify(heard)}`))
    }, patience)
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      heard += chunk
      if (!toTheEnd && firstAnswer(heard)) void done()
    })
    socket.on('close', done)
    // A server that has answered may hang up while we are still speaking: what it said counts.
    socket.on('error', () => undefined)
    socket.write(bytes, 'latin1')
  })
