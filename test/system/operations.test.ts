import { connect } from 'node:net'
import { describe, expect } from 'vitest'
import { client, inBatches, sendTo } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import { test } from './in-folder.ts'

const freePort = async (): Promise<number> => 20_000 + Math.floor(Math.random() * 20_000)

describe('the metrics', () => {
  test('stand on a port of their own, count what happens, and name no customer', async ({ open }) => {
    const port = await freePort()
    const { url } = await open({ METRICS_PORT: String(port) })
    const send = sendTo([url])
    const ada = await customer(send, 'ada')
    await inBatches([1, 2, 3], 3, () => ada.post('/add-to-cart', { product_id: 1, quantity: 1 }))
    await ada.post('/checkout', undefined, { 'Idempotency-Key': 'k' })
    await ada.post('/checkout', undefined, { 'Idempotency-Key': 'k' })
    await ada.post('/checkout')

    const response = await fetch(`http://localhost:${port}/metrics`)
    expect(response.headers.get('Content-Type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const text = await response.text()
    for (const line of [
      'kiosk_checkouts_total{result="placed"} 1',
      'kiosk_checkouts_total{result="replayed"} 1',
      'kiosk_checkouts_total{result="cart_empty"} 1',
      'kiosk_http_request_duration_seconds_count{method="POST",route="/add-to-cart",status="200"} 3',
      'kiosk_http_requests_in_flight 0',
      'kiosk_pool_in_use 0',
      'kiosk_pool_waiting 0',
      'kiosk_group_size_sum{kind="add_to_cart"} 3',
      'kiosk_group_size_sum{kind="place_order"} 3',
    ]) {
      expect(text).toContain(`${line}\n`)
    }
    expect(text).toContain('# TYPE kiosk_retries_total counter')
    expect(text).not.toMatch(/ada|example\.com/)
    expect((await fetch(`${url}/metrics`)).status).toBe(404)
  })
})

describe('the log', () => {
  test('has one line of JSON a request, with the route and not the path, and no secret of anyone', async ({ open }) => {
    const server = await open({ NODE_ENV: 'production' })
    const send = sendTo([server.url])
    const ada = await customer(send, 'ada')
    await ada.get('/orders/01900000-0000-7000-8000-000000000000?')
    await client(send).get('/products?q=%0A%7B%22level%22%3A%22error%22%7D')
    await client(send).get('/nowhere%0Aelse', { 'X-Forwarded-For': '{"event":"forged"}' })

    // A line may arrive after the answer that it is about.
    await expect.poll(server.output).toContain('"route":"/*"')
    const lines = server.output().trimEnd().split('\n')
    const requests = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'request')
    expect(requests.map(({ method, route, status }) => [method, route, status])).toEqual([
      ['POST', '/register', 201],
      ['POST', '/login', 200],
      ['GET', '/orders/:id', 404],
      ['GET', '/products', 422],
      ['GET', '/*', 404],
    ])
    for (const request of requests) {
      expect(request).toMatchObject({ time: expect.stringMatching(/Z$/), level: 'info', ms: expect.any(Number) })
      expect(request.request_id).toMatch(/^[\w-]+$/)
    }
    expect(requests[2].user_id).toBe(1)
    expect(server.output()).not.toMatch(/ada@|example\.com|rattle|eyJ|forged|nowhere/)
  })
})

test('LOG_LEVEL says what is not worth a line', async ({ open }) => {
  const server = await open({ NODE_ENV: 'production' })
  const quiet = await open({ LOG_LEVEL: 'error', DATABASE_URL: 'memory:' })
  for (const { url } of [server, quiet]) expect((await fetch(`${url}/products`)).status).toBe(200)
  await expect.poll(server.output).toContain('"event":"request"')
  expect(quiet.output()).not.toContain('"event"')
})

describe('a server that is told to stop twice', () => {
  test('does not wait for anyone', async ({ open }) => {
    const metricsPort = await freePort()
    const server = await open({ METRICS_PORT: String(metricsPort) })
    const { port } = new URL(server.url)
    const stalled = connect(Number(port), 'localhost')
    stalled.on('error', () => undefined)
    stalled.write('POST /register HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n')
    const metrics = async () => (await fetch(`http://localhost:${metricsPort}/metrics`)).text()
    await expect.poll(metrics).toContain('kiosk_http_requests_in_flight 1\n')
    const start = performance.now()
    const first = server.end('SIGTERM')
    await expect.poll(server.output).toContain('"event":"stopping"')
    await server.end('SIGTERM')
    expect((await first).code).toBe(1)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

test('two hundred sockets that trickle a byte a second slow nobody down', async ({ open }) => {
  const { url } = await open()
  const { port } = new URL(url)
  const answer = async () => {
    const start = performance.now()
    await (await fetch(`${url}/products`)).text()
    return performance.now() - start
  }
  const median = async () => {
    const times: number[] = []
    for (let i = 0; i < 60; i++) times.push(await answer())
    return times.sort((a, b) => a - b)[30] ?? Number.NaN
  }
  await median()
  const alone = await median()

  const request = 'POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'
  const sockets = Array.from({ length: 200 }, () => connect(Number(port), 'localhost').on('error', () => undefined))
  let sent = 0
  const underWay = Promise.withResolvers<void>()
  const trickle = setInterval(() => {
    for (const socket of sockets) socket.write(request.slice(sent, sent + 1))
    sent++
    if (sent === 2) underWay.resolve()
  }, 1_000)
  await underWay.promise
  const together = await median()
  clearInterval(trickle)
  for (const socket of sockets) socket.destroy()
  process.stdout.write(`a page took ${alone.toFixed(1)} ms alone, ${together.toFixed(1)} ms beside 200 that trickle\n`)
  // A server that read them one after another would take seconds; machines differ, so the bound is wide.
  expect(together).toBeLessThan(Math.max(50, 10 * alone))
})
