import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, inject } from 'vitest'
import { present } from '../contracts/expect.ts'
import { kiosk } from '../support/server-process.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { test } from './in-folder.ts'

const form = JSON.stringify({ email: 'ada@example.com', username: 'ada', password: 'rattle the kiosk shutters' })

/** A registration of which the server has the head, and says so (RFC 9110, section 10.1.1), but not yet the body. */
const underWay = async (url: string): Promise<ClientRequest> => {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': form.length, Expect: '100-continue' }
  const registration = request(`${url}/register`, { method: 'POST', headers })
  registration.flushHeaders()
  await once(registration, 'continue')
  return registration
}

/** Waits until the server takes no more connections. */
const closed = async (url: string): Promise<void> => {
  const answers = () =>
    fetch(`${url}/livez`).then(
      () => true,
      () => false,
    )
  while (await answers()) await sleep(10)
}

describe('a server that is told to stop', () => {
  test('answers what is in flight, takes nothing new, and ends with exit code 0', async ({ open }) => {
    const server = await open()
    await (await fetch(`${server.url}/livez`)).text()
    const registration = await underWay(server.url)
    const ended = server.end('SIGTERM')
    await closed(server.url)

    registration.end(form)
    const [response]: IncomingMessage[] = await once(registration, 'response')
    expect(await json(present(response))).toMatchObject({ message: 'User registered successfully!' })
    const start = performance.now()
    expect(await ended).toMatchObject({ code: 0, err: '' })
    // A connection that is kept alive holds no one up.
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})

describe('a port that is taken', () => {
  const sentence = (url: string) => {
    const { port } = new URL(url)
    return `kiosk: cannot listen on port ${port} (EADDRINUSE): free it, or set PORT to another one\n`
  }

  test('is reported in one sentence', async ({ folder, open }) => {
    const { url } = await open()
    const second = await kiosk({ folder, env: { PORT: new URL(url).port } })
    expect(second).toEqual({ code: 1, out: '', err: sentence(url) })
  })

  test.for(inject('mysqlServers'))(
    'is reported on $name too, to which no connection is left open',
    async ({ url: server }, { folder, open }) => {
      const database = await freshDatabase(server)
      const env = { DATABASE_URL: database.url }
      const { url } = await open(env)
      const second = await kiosk({ folder, env: { ...env, PORT: new URL(url).port } })
      await database.drop()
      expect(second).toEqual({ code: 1, out: '', err: sentence(url) })
    },
  )
})

test('in production the log says as JSON where the shop is, and nothing is sold that nobody put there', async ({
  open,
}) => {
  const { url, output } = await open({ NODE_ENV: 'production' })
  expect(await (await fetch(`${url}/products`)).json()).toEqual([])
  const lines = output().trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))[0]).toMatchObject({ level: 'info', event: 'listening', url })
})
