import { beforeAll, describe, expect, test } from 'vitest'
import { expected, loggedIn } from '../support/bodies.ts'
import { client, codeOf, sendTo } from '../support/client.ts'
import { customer } from '../support/customers.ts'
import { folderForAll, killAll } from '../support/server-fixtures.ts'
import { serve } from '../support/server-process.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { startGalera } from '../support/servers/galera.ts'
import { installedGalera } from '../support/servers/installed.ts'
import { executeBeside } from '../support/stores.ts'

test('there is a Galera cluster to test on, in CI', () => {
  expect(installedGalera() !== undefined || !process.env.CI).toBe(true)
})

describe.each(installedGalera() === undefined ? [] : ['two nodes of a Galera cluster'])('at two shops on %s', () => {
  const { makeFolder, cleanUps } = folderForAll()
  let place: { folder: string; env: { DATABASE_URL: string } }
  let urls: readonly string[]
  const shop = (i: number) => sendTo([urls[i % 2] ?? ''])

  beforeAll(async () => {
    const { urls: nodes, end } = await startGalera()
    cleanUps.push(end)
    const { url } = await freshDatabase(nodes[0])
    place = { folder: await makeFolder(), env: { DATABASE_URL: url } }
    const other = new URL(new URL(url).pathname, nodes[1]).href
    const servers = [serve(place), serve({ ...place, env: { DATABASE_URL: other } })]
    cleanUps.push(() => killAll(servers))
    urls = (await Promise.all(servers)).map((server) => server.url)
  })

  const refresh = (token: string, i: number) => client(shop(i)).post('/token/refresh', { refresh_token: token })
  const successor = async (token: string, i: number) => expected(await refresh(token, i), 200, loggedIn).refresh_token
  /** The other node has it a moment later. */
  const arrived = (token: string, i: number) => expect.poll(async () => (await refresh(token, i)).status).toBe(200)

  test('a token has one successor, also when both are asked at the same moment', async () => {
    const { refreshToken } = await customer(shop(0))
    await arrived(refreshToken, 1)
    let token = await successor(refreshToken, 0)
    for (let round = 0; round < 20; round++) {
      const asked = Array.from({ length: 6 }, (_, i) => successor(token, i))
      const [next = '', ...others] = await Promise.all(asked)
      expect(new Set(others)).toEqual(new Set([next]))
      expect(next).not.toBe(token)
      token = next
    }
  })

  test('reuse after the grace ends the session at both', async () => {
    const { refreshToken } = await customer(shop(0))
    const second = await successor(refreshToken, 0)
    const third = await successor(second, 0)
    await executeBeside(place, 'UPDATE used_refresh_tokens SET used_at = used_at - 60000')
    await expect.poll(async () => codeOf(await refresh(refreshToken, 1))).toBe('refresh_token_reused')
    for (const i of [1, 0]) await expect.poll(async () => (await refresh(third, i)).status).toBe(401)
  })

  test('a log-out at one is known to the other within a second, and what the cluster takes to apply it', async () => {
    const { token, post } = await customer(shop(0))
    const askOther = async () => (await client(shop(1), token).get('/cart')).status
    await expect.poll(askOther).toBe(200)
    expect((await post('/logout')).status).toBe(204)
    await expect.poll(askOther, { timeout: 3_000 }).toBe(401)
  })
})
