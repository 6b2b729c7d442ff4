import { connect } from 'node:net'

/**
 * Sends bytes that no HTTP client sends, and resolves with what it received when the server closes the connection.
 * Disconnects and rejects after `timeoutMs`.
 */
export const rawRequest = (url: string, bytes: string, timeoutMs = 3_000): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let received = ''
    const timer = setTimeout(() => {
      reject(new Error(`not closed, received ${JSON.stringify(received)}`))
      socket.destroy()
    }, timeoutMs)
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      received += chunk
    })
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(received)
    })
    // A server that has answered may close while the client still writes.
    socket.on('error', () => undefined)
    socket.write(bytes, 'latin1')
  })
