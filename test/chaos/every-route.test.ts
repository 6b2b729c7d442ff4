import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { type AnyRequest, everyRequest } from '../support/every-request.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { type ForkedThrowaway, forkThrowaway } from '../support/servers/forked-throwaway.ts'
import { installedServer } from '../support/servers/installed.ts'
import type { Ending } from '../support/servers/throwaway-server.ts'
import { test } from '../system/in-folder.ts'

const ada = { email: 'ada@example.com', username: 'ada', password: 'rattle the kiosk shutters' }
const requests = everyRequest({ ...ada, email: 'grace@example.com', username: 'grace' })

const endings: readonly (readonly [what: string, how: Ending])[] = [
  ['is stopped', 'SIGTERM'],
  ['holds still', 'SIGSTOP'],
]

describe.skipIf(installedServer() === undefined)('a database that', () => {
  let database: ForkedThrowaway
  beforeAll(async () => {
    database = await forkThrowaway()
  })
  afterAll(() => database.end())

  test.for(endings)(
    '%s costs every route a 503 within 2 s, but not the news that the process is alive',
    {
      timeout: 60_000,
    },
    async ([, how], { open }) => {
      const { url } = await open({ DATABASE_URL: (await freshDatabase(database.url)).url })
      let authorization = ''
      const ask = async ({ method, path, body }: AnyRequest) => {
        const headers = { 'Content-Type': 'application/json', ...(authorization && { Authorization: authorization }) }
        const asked = performance.now()
        const response = await fetch(`${url}${path}`, { method, headers, body: body ? JSON.stringify(body) : null })
        const answer = await response.text()
        const retryAfter = response.headers.get('Retry-After')
        return { method, path, status: response.status, answer, retryAfter, ms: performance.now() - asked }
      }
      const askAll = async () => {
        for (const request of requests) expect((await ask(request)).status, request.path).toBeLessThan(500)
      }
      await ask({ method: 'POST', path: '/register', body: ada })
      authorization = `Bearer ${JSON.parse((await ask({ method: 'POST', path: '/login', body: ada })).answer).token}`
      await askAll()

      await database.stop(how)
      // At once, and again by those who come later, when some connections are given up and others are not yet.
      for (let round = 0; round < 3; round++) {
        const answers = Promise.all([...requests, ...requests].map(ask))
        expect(await ask({ method: 'GET', path: '/livez' })).toMatchObject({ status: 200 })
        for (const { ms, ...answer } of await answers) {
          expect(answer).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^[1-9]\d*$/) })
          expect(ms, `${answer.method} ${answer.path}`).toBeLessThan(2_000)
        }
        await sleep(100)
      }

      await database.start()
      const back = performance.now()
      while ((await ask({ method: 'GET', path: '/readyz' })).status !== 200) await sleep(20)
      await askAll()
      expect(performance.now() - back).toBeLessThan(3_000)
    },
  )
})
