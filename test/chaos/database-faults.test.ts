import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { sendTo } from '../support/client.ts'
import { type Customer, customer, PASSWORD } from '../support/customers.ts'
import { type AnyRequest, everyRequest } from '../support/every-request.ts'
import { test } from '../support/server-fixtures.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { forkThrowaway } from '../support/servers/forked-throwaway.ts'
import { installedServer } from '../support/servers/installed.ts'
import { rounds } from './rounds.ts'
import { openTarget } from './target.ts'
import { startWorkload } from './workload.ts'

const ANSWER_MS = 2_000
const RECOVERY_MS = 3_000
const WORKERS = 32

const requests = everyRequest({ email: 'bob@example.com', username: 'bob', password: PASSWORD })
const retryAfter = expect.stringMatching(/^[1-9]\d*$/)

const faults = [
  { name: 'stopped', signal: 'SIGTERM', times: 1, durationMs: rounds.databaseStoppedMs },
  { name: 'killed', signal: 'SIGKILL', times: rounds.databaseKilled, durationMs: 200 },
  { name: 'frozen', signal: 'SIGSTOP', times: rounds.databaseFrozen, durationMs: rounds.databaseFrozenMs },
] as const

// CI has a database server that can be stopped, or fails.
test.for(installedServer() || process.env.CI ? faults : [])(
  'a database is $name for $durationMs ms, $times times: every route answers 503 in 2 s, serves again in 3 s, loses no order',
  async ({ signal, times, durationMs }, { folder, open, onTestFinished }) => {
    const server = await forkThrowaway()
    onTestFinished(server.end)
    const target = await openTarget({ folder, open }, (await freshDatabase(server.url)).url)
    // `unavailable` is taken for not executed: the checker finds an order that was.
    const { operations, failures, run, underWay, check } = await startWorkload(WORKERS, target, ({ code }) =>
      code === 'unavailable' ? 'fail' : 'unknown',
    )
    let ada: Customer
    const answerTo = async ({ method, path, body }: AnyRequest) => {
      const sentMs = performance.now()
      const { status, headers } = await ada.ask(method, path, body)
      return { path, status, retryAfter: headers.get('Retry-After'), ms: performance.now() - sentMs }
    }
    const answers503 = async () => {
      const answers = Promise.all(requests.map(answerTo))
      expect((await ada.get('/livez')).status).toBe(200)
      for (const { ms, path, ...answer } of await answers) {
        expect(answer, path).toEqual({ status: 503, retryAfter })
        expect(ms, path).toBeLessThan(ANSWER_MS)
      }
    }

    for (let round = 1; round <= times; round++) {
      // The requests at the end of a round end with log-outs and the deletion of the account.
      ada = await customer(sendTo([target.url]))
      const [completed, failed] = [operations.length, failures.length]
      let backMs = Number.POSITIVE_INFINITY
      const served = () => {
        const later = operations.slice(completed).filter(({ invokedMs }) => invokedMs > backMs)
        return new Set(later.filter(({ outcome }) => outcome.type === 'ok').map(({ client }) => client)).size
      }
      const running = run(() => {
        const now = performance.now()
        return (now > backMs && served() === WORKERS) || now > backMs + 2 * RECOVERY_MS
      })
      await underWay()
      await server.stop(signal)
      // The outage's length is part of the promise; the routes are asked all the while.
      for (const endMs = performance.now() + durationMs; performance.now() < endMs; await sleep(100)) await answers503()
      await server.start()
      backMs = performance.now()
      await expect.poll(() => ada.get('/readyz'), { interval: 20, timeout: RECOVERY_MS }).toMatchObject({ status: 200 })
      for (const request of requests) expect((await answerTo(request)).status, request.path).toBeLessThan(500)
      await running

      const failedNow = failures.slice(failed)
      expect(failedNow.length).toBeGreaterThan(0)
      for (const failure of failedNow) {
        expect(failure).toMatchObject({ stage: '503', retryAfter })
        expect(failure.completedMs - failure.invokedMs).toBeLessThan(ANSWER_MS)
        expect(failure.completedMs - backMs).toBeLessThan(RECOVERY_MS)
      }
      expect(served()).toBe(WORKERS)
      expect(await check(), `in round ${round}`).toEqual([])
    }
  },
)
