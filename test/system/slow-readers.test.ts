import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import process from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { serveOnNode } from '../../src/adapters/http/servers/node.ts'
import { LIMITS } from '../../src/adapters/http/servers/server.ts'
import { openKiosk, overSocket } from '../support/kiosk.ts'
import { rawRequest } from './wire.ts'

const MIB = 1024 * 1024
const kiosk = openKiosk()
const name = 'x'.repeat(200)
// Six megabytes: more than the system keeps for a client that does not read.
await kiosk.addProducts(...Array.from({ length: 25_000 }, (_, i) => ({ sku: `S-${i}`, name: `${name} ${i}` })))
const impatient = await overSocket(kiosk, { writeTimeoutMs: 500 })
const patient = await overSocket(kiosk)
afterAll(() => Promise.all([impatient.stop(), patient.stop()]))

const REQUEST = 'GET /products HTTP/1.1\r\nHost: a\r\n\r\n'

/** A client that has sent these bytes and reads nothing. */
const stalled = async (url: string, bytes: string): Promise<Socket> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  await new Promise((sent) => socket.write(bytes, sent))
  return socket
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Of buffers, which responses are. */
const memory = (): number => process.memoryUsage().arrayBuffers / MIB

describe('a response', () => {
  it('that the client does not read is cut, and only that', async () => {
    const idle = await stalled(impatient.url, 'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n')
    const socket = await stalled(impatient.url, REQUEST)
    // A paused socket does not hear that it was closed; one that writes does.
    const isCut = () => {
      socket.write('\r\n')
      return socket.destroyed
    }
    await expect.poll(isCut, { timeout: 5_000 }).toBe(true)
    const [first] = await once(idle, 'data')
    expect(String(first)).toContain('200')
    expect(
      (await rawRequest(impatient.url, REQUEST.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))).length,
    ).toBeGreaterThan(5 * MIB)
  })

  it('that is read slowly arrives whole', async () => {
    const socket = await stalled(impatient.url, REQUEST.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))
    let received = 0
    socket.on('data', ({ length }: Buffer) => {
      received += length
      socket.pause()
      setTimeout(() => socket.resume(), 10)
    })
    await once(socket, 'end')
    expect(received).toBeGreaterThan(5 * MIB)
  })

  it('costs its memory once, however many clients do not read it, whenever they came', async () => {
    collectGarbage()
    const before = memory()
    for (let i = 0; i < 12; i++) {
      await stalled(patient.url, REQUEST)
      await (await patient.send('/products')).arrayBuffer()
      collectGarbage()
    }
    expect(memory() - before).toBeLessThan(45)
  })
})

describe('five thousand pipelined requests in one write', () => {
  it('are answered in their order, one at a time', async () => {
    let [running, most] = [0, 0]
    const app = {
      fetch: async (request: Request) => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running--
        return new Response(`<${new URL(request.url).pathname}>`)
      },
    }
    const { url, stop } = await serveOnNode(app, { port: 0, host: '127.0.0.1' }, { ...LIMITS, shutdownDelayMs: 0 })
    onTestFinished(stop)
    const paths = Array.from({ length: 5_000 }, (_, i) => `/${i}`)
    const bytes = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join('')
    const last = 'POST /last HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}'
    const answered = (await rawRequest(url, bytes + last, 30_000)).matchAll(/<(.*?)>/g)
    expect(Array.from(answered, ([, path]) => path)).toEqual([...paths, '/last'])
    expect(most).toBe(1)
  })
})

it('after a refusal, at most a megabyte more of the body is read', async () => {
  const head = `POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: ${48 * MIB}\r\n\r\n`
  const socket = await stalled(patient.url, head)
  socket.resume()
  const chunk = Buffer.alloc(MIB)
  let written = 0
  while (!socket.destroyed && written < 48) {
    written++
    if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve))
  }
  // What the systems on both sides keep is not read.
  expect(written).toBeLessThan(32)
})
