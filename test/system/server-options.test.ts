import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect } from 'vitest'
import { expected, products } from '../support/bodies.ts'
import { client, sendTo } from '../support/client.ts'
import { customer, logIn } from '../support/customers.ts'
import { folderForAll, test } from '../support/server-fixtures.ts'
import { kiosk } from '../support/server-process.ts'
import { freshDatabase } from '../support/servers/database.ts'
import { forkThrowaway } from '../support/servers/forked-throwaway.ts'
import { installedServer } from '../support/servers/installed.ts'
import { execute } from '../support/servers/mysql-server.ts'

const OPTIONS = [
  '--loose-skip-character-set-client-handshake',
  '--character-set-server=latin1',
  '--max-allowed-packet=1M',
  '--sql-mode=ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES',
  '--lower-case-table-names=1',
  '--completion-type=CHAIN',
  '--default-storage-engine=MyISAM',
  '--autocommit=0',
  '--loose-sql-require-primary-key',
]
/** No options, but settings of every new session all the same. */
const SETTINGS = ['SET GLOBAL sql_select_limit = 2', 'SET GLOBAL TRANSACTION READ ONLY']

describe.each(installedServer() ? [OPTIONS] : [])('on a server with %s %s %s, and others', () => {
  const { cleanUps } = folderForAll()
  let env: Readonly<Record<string, string>>

  beforeAll(async () => {
    const { url: server, end } = await forkThrowaway(...OPTIONS)
    cleanUps.push(end)
    const { url } = await freshDatabase(server)
    env = { DATABASE_URL: url }
    for (const setting of SETTINGS) await execute(server, setting)
  })

  test('a customer with letters of any script registers, and logs in by that email', async ({ open }) => {
    const { url } = await open(env)
    const send = sendTo([url])
    const { id, username } = await customer(send, '日本-ねこ')
    expect(username).toBe('日本-ねこ')
    await logIn(send, '日本-ねこ')
    expect((await customer(send, 'ada')).id).toBeGreaterThan(id)
  })

  test('imports 300 products, and updates them, whose longest descriptions are 9 MB', async ({ folder, open }) => {
    const { url } = await open(env)
    const list = sendTo([url])
    for (const [name, said] of [
      ['灯', '300 added, 0 updated'],
      ['ラ', '0 added, 300 updated'],
    ] as const) {
      const rows = Array.from({ length: 300 }, (_, i) => `S-${i},${name.repeat(255)},1.00,1,${name.repeat(10_000)}`)
      await writeFile(join(folder, 'long.csv'), ['sku,name,price,stock,description', ...rows].join('\n'))
      const { out, err } = await kiosk({ folder, env }, 'import', 'long.csv')
      expect(err + out).toContain(said)
      const listed = expected(await client(list).get('/products'), 200, products)
      expect(listed.filter((product) => product.name === name.repeat(255))).toHaveLength(300)
    }
  })
})
