import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../src/bootstrap/open-store.ts'
import { present, unwrap } from '../contracts/expect.ts'
import { expected, loggedIn } from '../support/bodies.ts'
import { client, codeOf, inBatches } from '../support/client.ts'
import { logIn, PASSWORD } from '../support/customers.ts'
import { type Kiosk, openKiosk } from '../support/kiosk.ts'
import { folderForAll } from '../support/server-fixtures.ts'
import { persistentStores } from '../support/stores.ts'

const memory = { name: 'memory', database: async () => ({ url: 'memory:', drop: async () => undefined }) }
const device = { userAgent: '', address: '' }
const aMoment = async () => {
  for (let turns = Math.random() * 20; turns > 0; turns--) await setImmediate()
}

describe.each([memory, ...persistentStores])('at two shops on $name', ({ database }) => {
  const { makeFolder, cleanUps } = folderForAll()
  let shops: readonly [Kiosk, Kiosk]

  beforeAll(async () => {
    const { url, drop } = await database()
    cleanUps.push(drop)
    const path = url.replace('sqlite:', `sqlite:${await makeFolder()}/`)
    const store = await openStore(path)
    await store.migrate()
    const twin = url === 'memory:' ? store : await openStore(path)
    cleanUps.push(store.close, twin.close)
    shops = [openKiosk({ store }), openKiosk({ store: twin })]
  })

  const anyShop = () => shops[Math.random() < 0.5 ? 0 : 1]
  /** Codes of the answers to these access tokens, at both shops, once the ends of sessions have been read again. */
  const codesLater = async (tokens: readonly string[]): Promise<readonly unknown[]> => {
    for (const { advanceMs } of shops) advanceMs(1_000)
    const answers = shops.map(({ send }) => inBatches(tokens, 50, (token) => client(send, token).get('/me')))
    return (await Promise.all(answers)).flat().map(codeOf)
  }

  test('a change of password wins over a log-in that replaces a digest, in 1,000 of 1,000 races', async () => {
    const digest = createHash('sha256').update(PASSWORD).digest('hex')
    const racer = async () => {
      const [{ customer, shop, store }] = shops
      const name = crypto.randomUUID()
      const [{ id: userId, token, email }, newPassword] = [await customer(name), 'a password of her own']
      const own = present(await shop.authenticate(token))
      const enter = (password: string) => anyShop().shop.logIn({ email, password, network: '', ...device })
      const entered: string[] = []
      for (let race = 0; race < 50; race++) {
        await store.unitOfWork.run(async ({ users }) =>
          users.save({ ...present(await users.lock(userId)), passwordHash: digest }),
        )
        const change = () => anyShop().shop.changePassword({ ...own, network: '', password: PASSWORD, newPassword })
        const [changed, login] = await Promise.all([aMoment().then(change), aMoment().then(() => enter(PASSWORD))])
        unwrap(changed)
        if (login.ok) entered.push(login.value.token)
        expect((await shop.listSessions(userId)).map(({ id }) => id)).toEqual([own.sessionId])
        expect(await enter(PASSWORD)).toMatchObject({ error: { type: 'wrong_credentials' } })
        unwrap(await enter(newPassword))
      }
      return { token, entered }
    }
    const racers = await Promise.all(Array.from({ length: 20 }, racer))
    const entered = racers.flatMap((each) => each.entered)
    // Either was first at times.
    expect(entered.length).toBeGreaterThan(0)
    expect(entered.length).toBeLessThan(1_000)
    expect(new Set(await codesLater(entered))).toEqual(new Set(['token_invalid']))
    expect(new Set(await codesLater(racers.map(({ token }) => token)))).toEqual(new Set([undefined]))
  })

  test('a deleted user has no session, however it refreshes and logs in at that moment', async () => {
    const race = async () => {
      const [{ customer, clock, store }, name] = [shops[0], crypto.randomUUID()]
      const [ada, phone] = [await customer(name), await logIn(shops[1].send, name)]
      const ask = async (path: string, body: object, { send } = anyShop()) => {
        await aMoment()
        return client(send).post(path, body)
      }
      const refresh = (token: string, at = anyShop()) => ask('/token/refresh', { refresh_token: token }, at)
      const enter = () => ask('/login', { email: ada.email, password: PASSWORD })
      const deletion = aMoment().then(() => client(anyShop().send, ada.token).delete('/me'))
      const { refreshToken } = ada
      const asked = [refresh(refreshToken), refresh(refreshToken), refresh(phone.refreshToken), enter(), enter()]
      const answers = await Promise.all(asked)
      expect((await deletion).status).toBe(204)

      expect(await store.readers.sessions.ofUser(ada.id, clock.now())).toEqual([])
      const opened = answers.filter(({ status }) => status === 200).map((answer) => expected(answer, 200, loggedIn))
      const tokens = [refreshToken, phone.refreshToken, ...opened.map((each) => each.refresh_token)]
      for (const shop of shops) {
        const refreshed = await Promise.all(tokens.map((token) => refresh(token, shop)))
        expect(new Set(refreshed.map(codeOf))).toEqual(new Set(['refresh_token_invalid']))
      }
      expect(codeOf(await enter())).toBe('wrong_credentials')
      await customer(name)
      return { codes: answers.map(codeOf), tokens: [ada.token, phone.token, ...opened.map(({ token }) => token)] }
    }
    const races = await inBatches(Array.from({ length: 200 }), 10, race)
    // Either was first at times.
    const codes = new Set(races.flatMap((each) => each.codes))
    expect(codes).toEqual(new Set([undefined, 'refresh_token_invalid', 'wrong_credentials']))
    const later = await codesLater(races.flatMap(({ tokens }) => tokens))
    expect(new Set(later)).toEqual(new Set(['token_invalid']))
  })
})
