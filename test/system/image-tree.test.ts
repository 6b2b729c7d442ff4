import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch } from '../support/server-process.ts'
import { lastOf, pairsOf, type Stage } from './dockerfile.ts'
import { root } from './hold-promises.ts'
import { filesUnder, makeImageTree } from './image-tree.ts'

let folder: string
let image: Stage
/** What `docker run` would set, with the image's paths on this machine. */
let env: Readonly<Record<string, string>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiosk-image-'))
  image = makeImageTree(folder)
  const { NODE_ENV = '', PATH = '' } = pairsOf(image, 'ENV')
  const node = `${dirname(process.execPath)}:${process.env.PATH}`
  env = { NODE_ENV, PATH: PATH.replace('$PATH', node).replace('/shop', join(folder, 'shop')) }
})
afterAll(() => rm(folder, { recursive: true }))

const inImage = (command: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  launch(command, args, { folder: join(folder, 'data'), env: { ...env, ...more } }, 50_000)

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

describe('the files of the image', () => {
  test('can be read by everyone and written by their owner alone, though the checkout was closed', async () => {
    const files = filesUnder(join(folder, 'shop'))
    expect(files.length).toBeGreaterThan(100)
    const modes = new Set(await Promise.all(files.map(async (file) => ((await stat(file)).mode & 0o777).toString(8))))
    expect([...modes].sort()).toEqual(['644', '755'])
    const folders = new Set(files.map((file) => dirname(file)))
    for (const each of folders) expect((await stat(each)).mode & 0o777, each).toBe(0o755)
  })

  test('have no package that only development needs', async () => {
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    const has = (name: string) => existsSync(join(folder, 'shop/node_modules', name))
    expect(Object.keys(dependencies).filter((name) => !has(name))).toEqual([])
    // These types are a peer of mysql2, so production needs them, says npm.
    expect(Object.keys(devDependencies).filter(has)).toEqual(['@types/node'])
  })

  test('refuse to start without secrets, in Kiosk’s own words', async () => {
    const { code, out, err } = await inImage('kiosk', ['serve']).ended
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^kiosk: the environment is not usable:\n {2}JWT_SECRET is needed in production, [^\n]*\n$/)
  })

  test('are a shop that answers the five calls, says its health and logs each request as a line', async ({
    onTestFinished,
  }) => {
    const PORT = String(await freePort())
    await mkdir(join(folder, 'secrets'))
    await writeFile(join(folder, 'secrets/jwt_secret'), 'm3Yw0bJ4aV8qLr2Tn7Xc5Kd9Pf1Zs6Hg')
    await writeFile(join(folder, 'secrets/database_url'), 'sqlite:kiosk.db')
    const settings = {
      PORT,
      JWT_SECRET_FILE: join(folder, 'secrets/jwt_secret'),
      DATABASE_URL_FILE: join(folder, 'secrets/database_url'),
    }
    const imported = await inImage('kiosk', ['import', join(root, 'test/system/five-calls.csv')], settings).ended
    expect(imported).toMatchObject({ code: 0, err: '' })

    const shop = inImage('kiosk', JSON.parse(lastOf(image, 'CMD')), settings)
    onTestFinished(() => {
      shop.child.kill('SIGKILL')
    })
    const [health, ...args]: string[] = JSON.parse(lastOf(image, 'HEALTHCHECK').replace(/^CMD /, ''))
    const isHealthy = async () => (await inImage(health ?? '', args, { PORT }).ended).code
    await expect.poll(isHealthy, { timeout: 20_000 }).toBe(0)

    const played = await launch('sh', [join(root, 'test/system/five-calls.sh'), `http://127.0.0.1:${PORT}`], {
      folder,
      env,
    }).ended
    expect(played).toMatchObject({ code: 0, err: '' })
    // The umask of the entry point: nobody else reads the shop's file.
    expect((await stat(join(folder, 'data/kiosk.db'))).mode & 0o777).toBe(0o600)

    shop.child.kill(lastOf(image, 'STOPSIGNAL') === 'SIGTERM' ? 'SIGTERM' : 'SIGKILL')
    const { code, out, err } = await shop.ended
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const routes = out.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line).route ?? [])))
    const calls = ['/register', '/login', '/products', '/add-to-cart', '/checkout']
    expect(routes.filter((route) => route !== '/readyz')).toEqual(calls)
    expect(await isHealthy()).toBe(1)
  })
})
