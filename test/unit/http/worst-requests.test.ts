import { expect, it } from 'vitest'
import { at } from '../../support/client.ts'
import { openKiosk } from '../../support/kiosk.ts'
import { measureCpu, worstRequests } from '../../support/worst-requests.ts'

const MAX_MORE_MS = 10
const kiosk = openKiosk()
await kiosk.addProducts(...Array.from({ length: 100 }, (_, i) => ({ sku: `S-${i}` })))
const { token } = await kiosk.customer()

it.each(worstRequests)('$name costs little more than an ordinary request', async ({ name, ordinary, ...worst }) => {
  const { status, text } = await measureCpu(kiosk.send, token, worst)
  expect(status).toBeLessThan(500)
  if (/^\/login: (email|password)/.test(name)) expect([status, text]).toEqual([401, expect.stringContaining('wrong')])
  if (/^\/register/.test(name)) expect([400, 422]).toContain(status)
  if (status === 422) expect(at(JSON.parse(text), 'errors', 'length')).toBeLessThanOrEqual(20)

  // A busy machine and the garbage of other tests only add, so the lowest of up to 20 is the request's own time.
  let [ms, worstMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < 20 && !(worstMs - ms < MAX_MORE_MS); round++) {
    ms = Math.min(ms, (await measureCpu(kiosk.send, token, ordinary)).ms)
    worstMs = Math.min(worstMs, (await measureCpu(kiosk.send, token, worst)).ms)
  }
  expect(worstMs - ms).toBeLessThan(MAX_MORE_MS)
})

it('of many large bodies that come at once, one is parsed in a turn of the event loop', async () => {
  let [turns, waiting] = [0, true]
  const count = (): void => {
    turns++
    if (waiting) setImmediate(count)
  }
  setImmediate(count)
  const { post } = await kiosk.customer('ada')
  const before = turns
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('/checkout', { text: 'x'.repeat(60_000) })))
  waiting = false
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(422))
  expect(turns - before).toBeGreaterThanOrEqual(20)
})
