import { once } from 'node:events'
import { connect, Socket } from 'node:net'
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
    for (let i = 0; i < 12; i++) {
      await stalled(patient.url, REQUEST)
      await (await patient.send('/products')).arrayBuffer()
    }
    // Twelve copies would be 72 MiB, and stay.
    const held = () => {
      collectGarbage()
      return process.memoryUsage().arrayBuffers / MIB
    }
    await expect.poll(held, { timeout: 5_000 }).toBeLessThan(36)
  })
})

describe('pipelined requests', () => {
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
  const close = 'POST /last HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}'
  const pathsIn = (answers: string) => Array.from(answers.matchAll(/<(.*?)>/g), ([, path]) => path)

  /** A server that answers with the path, and `answer` first. */
  const serving = async (answer: (path: string) => Promise<string>, limits = {}) => {
    const app = {
      fetch: async (request: Request) => {
        const { pathname } = new URL(request.url)
        return new Response(`${await answer(pathname)}<${pathname}>`)
      },
    }
    const address = { port: 0, host: '127.0.0.1' }
    const { url, stop } = await serveOnNode(app, address, {
      ...LIMITS,
      shutdownDelayMs: 0,
      drainTimeoutMs: 0,
      ...limits,
    })
    onTestFinished(stop)
    return url
  }

  it('five thousand in one write are answered in their order, one at a time, and others between them', async () => {
    let [running, most, answered] = [0, 0, 0]
    const other = new Socket()
    const url = await serving(async (path) => {
      if (path === '/0') other.write(get('/other'))
      if (path === '/other') return String(answered)
      most = Math.max(most, ++running)
      await Promise.resolve()
      running--
      answered++
      return ''
    })
    onTestFinished(() => void other.destroy())
    await once(other.connect(Number(new URL(url).port), '127.0.0.1'), 'connect')
    const between = once(other, 'data')
    const paths = Array.from({ length: 5_000 }, (_, i) => `/${i}`)
    expect(pathsIn(await rawRequest(url, paths.map(get).join('') + close, 30_000))).toEqual([...paths, '/last'])
    expect(most).toBe(1)
    const [, seen] = /(\d+)<.other>/.exec(String(await between)) ?? []
    expect(Number(seen)).toBeLessThan(5_000)
  })

  it('are bounded over all connections, those of the first are answered all the same', async () => {
    const released = Promise.withResolvers<string>()
    const url = await serving(() => released.promise)
    const first = rawRequest(url, get('/a').repeat(1_000) + close, 30_000)
    const closed: Promise<unknown>[] = []
    for (let i = 0; i < 5; i++) closed.push(once((await stalled(url, get('/b').repeat(1_500))).resume(), 'close'))
    await Promise.race(closed)
    released.resolve('')
    expect(pathsIn(await first)).toHaveLength(1_001)
  })

  it('are answered after a long response, however long they take', async () => {
    const long = 'x'.repeat(8 * MIB)
    const pause = () => new Promise<string>((resolve) => setTimeout(resolve, 400, ''))
    const url = await serving((path) => (path === '/long' ? Promise.resolve(long) : pause()), { writeTimeoutMs: 100 })
    expect(pathsIn(await rawRequest(url, get('/long') + close, 30_000))).toEqual(['/long', '/last'])
  })

  it('are answered in their order, also one with an expectation that cannot be met', async () => {
    // It has come by the time that another is answered.
    const url: string = await serving(async (path) => (path === '/first' ? (await fetch(`${url}/other`)).text() : ''))
    const answers = await rawRequest(url, `${get('/first')}GET /second HTTP/1.1\r\nHost: a\r\nExpect: it\r\n\r\n`)
    expect(Array.from(answers.matchAll(/HTTP.1.1 (\d+)/g), ([, status]) => status)).toEqual(['200', '417'])
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
