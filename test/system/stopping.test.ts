import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { type ClientRequest, request } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { expect } from 'vitest'
import { expected, placed } from '../support/bodies.ts'
import { sendTo } from '../support/client.ts'
import { customer, logIn, orderHistory } from '../support/customers.ts'
import { addToCart, LAMP, stockOf } from '../support/demo-catalogue.ts'
import { test } from '../support/server-fixtures.ts'

const form = JSON.stringify({ email: 'ada@example.com', username: 'ada', password: 'securepassword' })

/** A registration whose head the server has acknowledged (RFC 9110, section 10.1.1), and whose body is not sent yet. */
const requestInFlight = async (url: string): Promise<ClientRequest> => {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': form.length, Expect: '100-continue' }
  const registration = request(`${url}/register`, { method: 'POST', headers }).on('error', () => undefined)
  registration.flushHeaders()
  await once(registration, 'continue')
  return registration
}

test('on SIGTERM a server answers requests in flight, accepts no connection, and ends with exit code 0', async ({
  open,
}) => {
  const { url, end } = await open({ LOG_LEVEL: 'error' })
  // Its connection is kept alive, and must not delay the end.
  await (await fetch(`${url}/livez`)).text()
  const registration = await requestInFlight(url)
  const answered = once(registration, 'response')
  const ended = end('SIGTERM')
  const connect = () => fetch(`${url}/livez`).catch(() => 'refused')
  await expect.poll(connect, { timeout: 20_000 }).toBe('refused')

  registration.end(form)
  const [response] = await answered
  expect(await json(response)).toMatchObject({ message: 'User registered successfully!' })
  const start = performance.now()
  const { code, out, err } = await ended
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(performance.now() - start).toBeLessThan(3_000)
  // Events below LOG_LEVEL are left out.
  expect(out).not.toContain('"event"')
})

test('on a second SIGTERM a server ends at once, with exit code 1', async ({ open }) => {
  const { url, end, output } = await open()
  await requestInFlight(url)
  const first = end('SIGTERM')
  await expect.poll(output).toContain('"event":"stopping"')
  const start = performance.now()
  await end('SIGTERM')
  expect((await first).code).toBe(1)
  // Draining that request would take 7 s.
  expect(performance.now() - start).toBeLessThan(5_000)
})

test('an order survives kill -9 and a restart, which leaves the catalogue as it was', async ({ folder, open }) => {
  const { url, output, end } = await open()
  expect(output()).toContain('because the store was empty')
  const ada = await customer(sendTo([url]), 'ada')
  await addToCart(ada, LAMP, 3)
  const { order } = expected(await ada.post('/checkout'), 201, placed)
  for (const file of ['kiosk.db', 'kiosk.db-wal', 'kiosk.db-shm']) {
    expect((await stat(join(folder, file))).mode & 0o777, file).toBe(0o600)
  }
  await end('SIGKILL')

  const restarted = await open()
  expect(restarted.output()).not.toContain('because the store was empty')
  const send = sendTo([restarted.url])
  expect(await stockOf(send, LAMP)).toBe(97)
  expect(await orderHistory(await logIn(send, 'ada'))).toEqual([order])
})
