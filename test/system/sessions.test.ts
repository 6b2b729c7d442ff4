import { beforeAll, describe, expect, test } from 'vitest'
import { expected, loggedIn } from '../support/bodies.ts'
import { at, client, codeOf, type Send, sendTo } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import { folderForAll, killAll } from '../support/server-fixtures.ts'
import { type Place, type Server, serve } from '../support/server-process.ts'
import { executeBeside, persistentStores } from '../support/stores.ts'

const refresh = (send: Send, token: string) => client(send).post('/token/refresh', { refresh_token: token })

describe.each(persistentStores)('a session at two servers on $name', ({ database }) => {
  const { makeFolder, cleanUps } = folderForAll()
  let place: Place
  let servers: readonly Server[]
  /** To both in turn. */
  let send: Send

  beforeAll(async () => {
    const { url, drop } = await database()
    cleanUps.push(drop)
    place = { folder: await makeFolder(), env: { DATABASE_URL: url } }
    const starting = [serve(place), serve(place)]
    cleanUps.push(() => killAll(starting))
    servers = await Promise.all(starting)
    send = sendTo(servers.map(({ url }) => url))
  })

  const successor = async (token: string, through = send) => {
    const refreshed = expected(await refresh(through, token), 200, loggedIn)
    return refreshed.refresh_token
  }
  /** As if the tokens had been used so much earlier. */
  const age = (ms: number) => executeBeside(place, `UPDATE used_refresh_tokens SET used_at = used_at - ${ms}`)

  test('is refreshed once by fifty simultaneous refreshes, which are all answered with one successor', async () => {
    const ada = await customer(send)
    const successors = await Promise.all(Array.from({ length: 50 }, () => successor(ada.refreshToken)))
    const [next = ''] = successors
    expect(new Set(successors)).toEqual(new Set([next]))
    expect(next).not.toBe(ada.refreshToken)
    expect(await successor(next)).not.toBe(next)
    expect(at((await ada.get('/sessions')).body, 'sessions')).toHaveLength(1)
  })

  test('has one successor of a token, whichever server is asked for it, and asked again', async () => {
    const ada = await customer(send)
    let token = ada.refreshToken
    for (let i = 0; i < 3; i++) {
      const answers: string[] = []
      for (const { url } of [...servers, ...servers]) answers.push(await successor(token, sendTo([url])))
      const [next = ''] = answers
      expect(answers).toEqual([next, next, next, next])
      token = next
    }
  })

  test('goes on when a token is repeated within 10 s of the use of its successor, and ends when later', async () => {
    const ada = await customer(send)
    const second = await successor(ada.refreshToken)
    // However late: its answer may have been lost.
    await age(60_000)
    expect(await successor(ada.refreshToken)).toBe(second)
    const third = expected(await refresh(send, second), 200, loggedIn)
    await age(5_000)
    expect(await successor(ada.refreshToken)).toBe(second)
    expect(await successor(second)).toBe(third.refresh_token)

    await age(6_000)
    const reused = await refresh(send, ada.refreshToken)
    expect([reused.status, codeOf(reused)]).toEqual([401, 'refresh_token_reused'])
    const newest = await refresh(send, third.refresh_token)
    expect([newest.status, codeOf(newest)]).toEqual([401, 'refresh_token_invalid'])
    for (const { url } of servers) {
      const { get } = client(sendTo([url]), third.token)
      await expect.poll(async () => codeOf(await get('/me')), { timeout: 1_100 }).toBe('token_invalid')
    }
    const logged = servers.flatMap(({ output }) => output().match(/^.*"refresh_token_reused".*$/gm) ?? [])
    const events = logged.map((line) => JSON.parse(line)).filter(({ event }) => event === 'refresh_token_reused')
    expect(events).toMatchObject([{ level: 'warn', user_id: ada.id, session_id: expect.any(String) }])
  })
})
