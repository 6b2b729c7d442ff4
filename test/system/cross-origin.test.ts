import { type Browser, chromium, type Page } from 'playwright-core'
import { describe, expect, onTestFinished } from 'vitest'
import { test } from '../support/server-fixtures.ts'
import { installedChromium } from '../support/servers/installed.ts'

const executablePath = installedChromium()

test('there is a browser to test with, in CI', () => {
  expect(executablePath !== undefined || !process.env.CI).toBe(true)
})

const LISTED = 'https://shop.example'
const OTHER = 'https://a.example.evil'

/** An empty page of this origin. Only its document is made up: what it asks the shop goes over the network. */
const openPage = async (browser: Browser, origin: string): Promise<Page> => {
  const page = await browser.newPage()
  const devTools = await page.context().newCDPSession(page)
  const responseHeaders = [{ name: 'Content-Type', value: 'text/html' }]
  devTools.on('Fetch.requestPaused', ({ requestId }) =>
    devTools.send('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders, body: btoa('<p>') }),
  )
  await devTools.send('Fetch.enable', { patterns: [{ urlPattern: `${origin}/*` }] })
  await page.goto(`${origin}/`)
  return page
}

/** Runs in the page: what a storefront does. Resolves to what it could read, or to the browser's error. */
const buy = async (shop: string) => {
  const send = async (method: string, path: string, body?: object, sent: Record<string, string> = {}) => {
    const json = { 'Content-Type': 'application/json', ...sent }
    const init = body ? { method, headers: json, body: JSON.stringify(body) } : { method, headers: sent }
    const response = await fetch(new URL(path, shop), init)
    const names = ['ETag', 'Location', 'X-Request-Id']
    const headers = Object.fromEntries(names.map((name) => [name, response.headers.get(name)]))
    const { token = '' }: { token?: string } = response.status === 204 ? {} : JSON.parse(await response.text())
    return { status: response.status, headers, token }
  }
  try {
    const form = { email: 'ada@example.com', username: 'ada', password: 'securepassword' }
    const products = await send('GET', '/products')
    const registered = await send('POST', '/register', form)
    const { token } = await send('POST', '/login', form)
    const Authorization = `Bearer ${token}`
    const added = await send('POST', '/add-to-cart', { product_id: 2, quantity: 3 }, { Authorization })
    const changed = await send('PUT', '/cart/items/2', { quantity: 2 }, { Authorization })
    const key = { Authorization, 'Idempotency-Key': 'one' }
    const placed = await send('POST', '/checkout', { expected_total: 10.98 }, key)
    const emptied = await send('DELETE', '/cart', undefined, { Authorization })
    const refusals = {
      unknown: await send('GET', '/nothing'),
      wrong: await send('GET', '/products?x=1'),
      anonymous: await send('GET', '/cart'),
      large: await send('POST', '/login', { email: 'x'.repeat(70_000) }),
      untyped: await send('POST', '/login', form, { 'Content-Type': 'text/plain' }),
    }
    const all = { products, registered, added, changed, placed, emptied, ...refusals }
    const statuses = Object.entries(all).map(([name, { status }]) => `${name} ${status}`)
    return {
      statuses,
      etag: products.headers.ETag,
      location: placed.headers.Location,
      id: placed.headers['X-Request-Id'],
    }
  } catch (reason) {
    return String(reason)
  }
}

describe.each(executablePath === undefined ? [] : [executablePath])('in %s', (path) => {
  test('a page on a listed origin registers, fills a cart and checks out; on another it cannot', async ({ open }) => {
    // Else the browser asks its user before a public page may reach this machine.
    const args = ['--disable-features=LocalNetworkAccessChecks']
    const browser = await chromium.launch({ executablePath: path, args })
    onTestFinished(() => browser.close())
    const { url } = await open({ DATABASE_URL: 'memory:', CORS_ORIGINS: `http://localhost:5173,${LISTED}` })
    const [listed, other] = [await openPage(browser, LISTED), await openPage(browser, OTHER)]
    expect(await other.evaluate(buy, url)).toBe('TypeError: Failed to fetch')
    expect(await listed.evaluate(buy, url)).toEqual({
      statuses: [
        ...['products 200', 'registered 201', 'added 200', 'changed 200', 'placed 201', 'emptied 204'],
        ...['unknown 404', 'wrong 422', 'anonymous 401', 'large 413', 'untyped 415'],
      ],
      etag: expect.stringMatching(/^"/),
      location: expect.stringContaining('orders/'),
      id: expect.any(String),
    })
  })
})
