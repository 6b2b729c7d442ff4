import { expect } from 'vitest'
import { client, sendTo } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import { test } from '../support/server-fixtures.ts'
import { freePort } from '../support/servers/free-port.ts'

test('the metrics are on a port of their own, count requests and checkouts, and name no customer', async ({ open }) => {
  const port = await freePort()
  const { url } = await open({ METRICS_PORT: String(port), LOG_LEVEL: 'error' })
  const ada = await customer(sendTo([url]), 'ada')
  for (const password of ['wrong', 'wrong too']) await ada.post('/login', { email: ada.email, password })
  await Promise.all([1, 2, 3].map((id) => ada.post('/add-to-cart', { product_id: id, quantity: 1 })))
  for (const key of ['one', 'one', 'two']) await ada.post('/checkout', undefined, { 'Idempotency-Key': key })

  // Nobody on another address.
  await expect(fetch(`http://127.0.0.2:${port}/metrics`)).rejects.toThrow()
  const response = await fetch(`http://localhost:${port}/metrics`)
  expect(response.headers.get('Content-Type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const text = await response.text()
  for (const line of [
    'kiosk_checkouts_total{result="placed"} 1',
    'kiosk_checkouts_total{result="replayed"} 1',
    'kiosk_checkouts_total{result="cart_empty"} 1',
    'kiosk_http_request_duration_seconds_count{method="POST",route="/add-to-cart",status="200"} 3',
    'kiosk_events_total{event="log_in_ok"} 1',
    'kiosk_events_total{event="log_in_failed"} 2',
    'kiosk_http_requests_in_flight 0',
    'kiosk_pool_in_use 0',
    'kiosk_pool_waiting 0',
    'kiosk_group_size_sum{kind="add_to_cart"} 3',
    'kiosk_group_size_sum{kind="place_order"} 3',
  ]) {
    expect(text).toContain(`${line}\n`)
  }
  expect(text).not.toMatch(/ada|example\.com/)
  expect((await fetch(`${url}/metrics`)).status).toBe(404)
})

test('in production the log is one line of JSON a request, with its route, and no secret; nothing is for sale', async ({
  open,
}) => {
  const { url, output } = await open({ NODE_ENV: 'production' })
  const send = sendTo([url])
  const visitor = client(send)
  const ada = await customer(send, 'ada')
  await ada.get('/orders/01900000-0000-7000-8000-000000000000?')
  await visitor.get('/products?q=%0A%7B%22level%22%3A%22error%22%7D')
  expect((await visitor.get('/products')).body).toEqual([])
  await visitor.get('/nowhere%0Aelse', { 'X-Forwarded-For': '{"event":"forged"}' })

  // A line may come after its answer.
  await expect.poll(output).toContain('"route":"/*"')
  const [listening, ...requests] = output()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(listening).toMatchObject({ level: 'info', event: 'listening', url })
  expect(requests.map(({ event, method, route, status }) => [event, method, route, status])).toEqual([
    ['request', 'POST', '/register', 201],
    ['log_in_ok', undefined, undefined, undefined],
    ['request', 'POST', '/login', 200],
    ['request', 'GET', '/orders/:id', 404],
    ['request', 'GET', '/products', 422],
    ['request', 'GET', '/products', 200],
    ['proxy_not_trusted', undefined, undefined, undefined],
    ['request', 'GET', '/*', 404],
  ])
  for (const request of requests) {
    const [time, request_id] = [expect.stringMatching(/Z$/), expect.stringMatching(/^[\w-]+$/)]
    expect(request).toMatchObject({ time, request_id, level: request.event === 'proxy_not_trusted' ? 'warn' : 'info' })
    expect(typeof request.ms).toBe(request.event === 'request' ? 'number' : 'undefined')
  }
  expect(requests.map(({ user_id }) => user_id)).toEqual([1, 1, 1, 1, undefined, undefined, undefined, undefined])
  expect(requests.map(({ path }) => path).slice(-2)).toEqual([undefined, '/nowhere\nelse'])
  expect(output()).not.toMatch(/ada@|example\.com|securepassword|eyJ|forged/)
})

test('a server on the address [::1] prints a URL that can be opened', async ({ open }) => {
  const { url } = await open({ HOST: '[::1]' })
  expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/)
  expect((await fetch(`${url}/livez`)).status).toBe(200)
})
