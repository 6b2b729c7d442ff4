import { beforeAll, describe, expect, inject, test } from 'vitest'
import { cart, expected, loggedIn, placed, sessions } from '../support/bodies.ts'
import { client, codeOf, type Send, sendTo } from '../support/client.ts'
import { customer, orderHistory, PASSWORD } from '../support/customers.ts'
import { addToCart, importDemo, LAMP, stockOf } from '../support/demo-catalogue.ts'
import { folderForAll } from '../support/server-fixtures.ts'
import { serve } from '../support/server-process.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { type Fate, type FaultProxy, faultProxy, type Refused } from '../support/servers/fault-proxy.ts'

const [BEFORE, AFTER] = ['lost before COMMIT', 'lost after COMMIT'] as const

type Answered = Omit<Refused, 'at'>
const lockWait = { errno: 1205, state: 'HY000', message: 'Lock wait timeout exceeded; try restarting transaction' }
const readOnly = { errno: 1290, state: 'HY000', message: 'The server is running with the --read-only option' }
const deadlock = { errno: 1213, state: '40001', message: 'Deadlock found when trying to get lock' }
// As two nodes of a group of MySQL 9.7 answered, and what any server of class 40 may.
const undone: readonly Answered[] = [
  deadlock,
  { errno: 3101, state: '40000', message: 'Plugin instructed the server to rollback the current transaction.' },
  { errno: 1180, state: 'HY000', message: "Got error 149 - 'Lock deadlock; Retry transaction' during COMMIT" },
  { errno: 3100, state: 'HY000', message: "Error on observer while running replication hook 'before_commit'." },
  { errno: 9999, state: '40001', message: 'serialization failure' },
]
/** States that pass, of a server or of one of several: a lock, a fail-over, a limit, a change of the tables. */
const passing: readonly Answered[] = [
  lockWait,
  readOnly,
  { errno: 1047, state: '08S01', message: 'WSREP has not yet prepared node for application use' },
  { errno: 1053, state: '08S01', message: 'Server shutdown in progress' },
  { errno: 1038, state: 'HY001', message: 'Out of sort memory, consider increasing server sort buffer size' },
  { errno: 1243, state: 'HY000', message: 'Unknown prepared statement handler (1) given to mysqld_stmt_execute' },
  { errno: 1412, state: 'HY000', message: 'Table definition has changed, please retry transaction' },
  { errno: 1615, state: 'HY000', message: 'Prepared statement needs to be re-prepared' },
  { errno: 1969, state: '70100', message: 'Query execution was interrupted (max_statement_time exceeded)' },
  { errno: 2013, state: 'HY000', message: 'Lost connection to server during query' },
  {
    errno: 3024,
    state: 'HY000',
    message: 'Query execution was interrupted, maximum statement execution time exceeded',
  },
  { errno: 3796, state: 'HY000', message: 'group_replication_consistency cannot be used on the current member state' },
  { errno: 9001, state: 'HY000', message: 'Max connect timeout reached while reaching hostgroup 0' },
]
const unknown: readonly Answered[] = [
  { errno: 1180, state: 'HY000', message: "Got error 28 - 'No space left on device' during COMMIT" },
  { errno: 9999, state: '40003', message: 'statement completion unknown' },
  { errno: 1317, state: '70100', message: 'Query execution was interrupted' },
]

describe.each(inject('mysqlServers'))('on $name', ({ url: server }) => {
  const { makeFolder, cleanUps } = folderForAll()
  let proxy: FaultProxy
  let send: Send

  beforeAll(async () => {
    const database = await freshDatabase(server)
    cleanUps.push(database.drop)
    proxy = await faultProxy(database.url)
    cleanUps.push(proxy.close)
    const place = { folder: await makeFolder(), env: { DATABASE_URL: proxy.url } }
    await importDemo(place)
    const shop = await serve(place)
    cleanUps.push(() => shop.end('SIGKILL'))
    send = sendTo([shop.url])
  })

  test.for<readonly [first: Fate, second: Fate, answer: 'placed' | 'outcome_unknown']>([
    [BEFORE, 'passes', 'placed'],
    [AFTER, 'passes', 'placed'],
    [BEFORE, BEFORE, 'outcome_unknown'],
    [BEFORE, AFTER, 'outcome_unknown'],
    [AFTER, BEFORE, 'outcome_unknown'],
    [AFTER, AFTER, 'outcome_unknown'],
  ])('a checkout %s, and in its retry %s, is answered %s, and sells once', async ([first, second, answer]) => {
    const ada = await customer(send)
    await addToCart(ada, LAMP, 2)
    const checkout = () => ada.post('/checkout', undefined, { 'Idempotency-Key': 'k' })
    const stock = await stockOf(send, LAMP)

    proxy.fates.push(first, second)
    if (answer === 'outcome_unknown') expect(codeOf(await checkout())).toBe(answer)
    const { order } = expected(await checkout(), 201, placed)
    expect(proxy.fates).toEqual([])

    expect(await orderHistory(ada)).toEqual([order])
    expect(expected(await ada.get('/cart'), 200, cart).items).toEqual([])
    expect(await stockOf(send, LAMP)).toBe(stock - 2)
  })

  test.for([BEFORE, AFTER])('a checkout without a key that is %s finds its order, or places it', async (fate) => {
    const ada = await customer(send)
    await addToCart(ada, LAMP, 2)
    const stock = await stockOf(send, LAMP)
    proxy.fates.push(fate)
    const { order } = expected(await ada.post('/checkout'), 201, placed)
    expect(proxy.fates).toEqual([])
    expect(await orderHistory(ada)).toEqual([order])
    expect(await stockOf(send, LAMP)).toBe(stock - 2)
  })

  test.for<readonly [Fate, readonly number[]]>([
    [BEFORE, []],
    [AFTER, [1]],
  ])('an addition to a cart %s is answered outcome_unknown, and never made twice', async ([fate, quantities]) => {
    const ada = await customer(send)
    proxy.fates.push(fate)
    const answer = await ada.post('/add-to-cart', { product_id: LAMP, quantity: 1 })
    expect([answer.status, codeOf(answer)]).toEqual([503, 'outcome_unknown'])
    const { items } = expected(await ada.get('/cart'), 200, cart)
    expect(items.map(({ quantity }) => quantity)).toEqual(quantities)
  })

  test.for([BEFORE, AFTER])(
    'a log-in %s is answered outcome_unknown, and the next one is none the worse',
    async (fate) => {
      const { email } = await customer(send)
      const enter = () => client(send).post('/login', { email, password: PASSWORD })
      proxy.fates.push(fate)
      const answer = await enter()
      expect([answer.status, codeOf(answer), proxy.fates]).toEqual([503, 'outcome_unknown', []])
      const { token } = expected(await enter(), 200, loggedIn)
      const { sessions: open } = expected(await client(send, token).get('/sessions'), 200, sessions)
      // With that of the registration.
      expect(open.length).toBe(fate === AFTER ? 3 : 2)
    },
  )

  test.for([...passing, ...undone])('$errno ($state) to a log-in is tried once more', async (error) => {
    const { email } = await customer(send)
    proxy.refused.push({ at: 'LOCK IN SHARE MODE', ...error })
    expected(await client(send).post('/login', { email, password: PASSWORD }), 200, loggedIn)
    expect(proxy.refused).toEqual([])
  })

  test.for(undone)('what $errno ($state) rolled back is done again, up to seven times, and once', async (error) => {
    const ada = await customer(send)
    const add = () => ada.post('/add-to-cart', { product_id: LAMP, quantity: 1 })
    const stock = await stockOf(send, LAMP)
    const conflicts = (count: number) => proxy.refused.push(...Array(count).fill({ at: 'COMMIT', ...error }))
    conflicts(7)
    expect((await add()).status).toBe(200)
    conflicts(7)
    expected(await ada.post('/checkout'), 201, placed)
    expect(await stockOf(send, LAMP)).toBe(stock - 1)
    conflicts(8)
    const answer = await add()
    expect([answer.status, codeOf(answer), proxy.refused]).toEqual([503, 'unavailable', []])
    expect(expected(await ada.get('/cart'), 200, cart).items).toEqual([])
  })

  test.for([lockWait, readOnly])('what $errno at a COMMIT left undone is done again, once', async (error) => {
    const ada = await customer(send)
    const add = () => ada.post('/add-to-cart', { product_id: LAMP, quantity: 1 })
    proxy.refused.push({ at: 'COMMIT', ...error })
    expect((await add()).status).toBe(200)
    proxy.refused.push({ at: 'COMMIT', ...error }, { at: 'COMMIT', ...error })
    expect(codeOf(await add())).toBe('unavailable')
    expect(expected(await ada.get('/cart'), 200, cart).items).toMatchObject([{ quantity: 1 }])
  })

  test.for(unknown)('$errno ($state) at a COMMIT is answered outcome_unknown', async (error) => {
    const ada = await customer(send)
    proxy.refused.push({ at: 'COMMIT', ...error })
    expect(codeOf(await ada.post('/add-to-cart', { product_id: LAMP, quantity: 1 }))).toBe('outcome_unknown')
  })

  // As an isolated node of a cluster answers.
  test.for([...passing, ...undone])(
    '$errno ($state) to a read, or to BEGIN, is asked once more, then 503',
    async (error) => {
      const ada = await customer(send)
      for (const [at, ask, status] of [
        ['p.id ASC LIMIT ?', () => ada.get('/products'), 200],
        ['BEGIN', () => ada.post('/add-to-cart', { product_id: LAMP, quantity: 1 }), 200],
      ] as const) {
        proxy.refused.push({ at, ...error })
        expect((await ask()).status, at).toBe(status)
        proxy.refused.push({ at, ...error }, { at, ...error })
        const answer = await ask()
        expect([at, answer.status, codeOf(answer), proxy.refused]).toEqual([at, 503, 'unavailable', []])
      }
    },
  )
})
