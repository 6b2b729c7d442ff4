import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, serve } from '../support/server-process.ts'
import { read, root, stages, valuesOf } from './dockerfile.ts'

let folder: string

const sh = (script: string, cwd: string) => String(execFileSync('sh', ['-euc', script], { cwd, stdio: 'pipe' }))

/** Executes the build stage without a container engine, in `folder`, which then has the image's /shop. */
const build = (): void => {
  const [context, shop] = [join(folder, 'context'), join(folder, 'shop')]
  const copy = (from: string, to: string) => cpSync(from, to, { recursive: true })
  for (const [, path = ''] of read('.dockerignore').matchAll(/^!(.+)$/gm)) copy(join(root, path), join(context, path))
  // The worst checkout: made under umask 077.
  sh('chmod -R go= .', context)
  mkdirSync(shop)
  for (const { name, value } of stages.build) {
    const [target = '', ...sources] = value.split(' ').reverse()
    if (name === 'RUN' && !/\s\//.test(value)) sh(value, shop)
    else if (name === 'COPY') {
      for (const source of sources)
        copy(join(context, source), join(shop, target, target.endsWith('/') ? basename(source) : ''))
    } else if (`${name} ${value}` !== 'WORKDIR /shop') throw new Error(`cannot be executed here: ${name} ${value}`)
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiosk-image-'))
  build()
  mkdirSync(join(folder, 'data'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const last = (name: string): string => `${valuesOf(name, 'final').at(-1)}`.replaceAll('/shop', join(folder, 'shop'))

/** A command as `docker run` starts it: in the image's environment, with the umask of an engine. */
const inImage = (...command: readonly string[]) =>
  ['sh', '-c', `umask 022; export ${last('ENV')}; exec "$@"`, 'sh', ...command] as const

const place = (env = {}) => ({
  folder: join(folder, 'data'),
  env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, ...env },
})

const run = ([command, ...args]: readonly [string, ...string[]], env = {}) =>
  launch(command, args, place(env), 50_000).ended

describe('the image', () => {
  test('has files that all users can read and their owner alone can write', () => {
    expect(sh('find . -type f ! -perm 644 ! -perm 755 -o -type d ! -perm 755', join(folder, 'shop'))).toBe('')
  })

  test('refuses to start without a secret', async () => {
    const err = expect.stringMatching(/^kiosk: [^\n]+:\n {2}JWT_SECRET is needed in production, [^\n]*\n$/)
    expect(await run(inImage('kiosk', 'serve'))).toEqual({ code: 1, out: '', err })
  })

  test('imports products, answers the five calls, is healthy and stops at SIGTERM', async ({ onTestFinished }) => {
    cpSync(join(root, 'test/system/five-calls.csv'), join(folder, 'data/price list.csv'))
    expect(await run(inImage('kiosk', 'import', 'price list.csv'))).toMatchObject({ code: 0, err: '' })

    const shop = await serve(place(), inImage(...JSON.parse(last('ENTRYPOINT')), ...JSON.parse(last('CMD'))))
    onTestFinished(async () => {
      await shop.end('SIGKILL')
    })
    const health = inImage(...JSON.parse(last('HEALTHCHECK').replace(/^.*? CMD /, '')))
    const port = { PORT: new URL(shop.url).port }
    expect(await run(health, port)).toMatchObject({ code: 0, err: '' })
    const calls = join(root, 'test/system/five-calls.sh')
    expect(await run(['sh', calls, `http://127.0.0.1:${port.PORT}`])).toMatchObject({ code: 0, err: '' })
    // Reaches the shop because the entry point has given way to it.
    expect(await shop.end('SIGTERM')).toMatchObject({ code: 0, err: '' })
    expect(await run(health, port)).toMatchObject({ code: 1 })
  })

  test('has umask 077 in the shop and in a shell beside it', async () => {
    const NODE_OPTIONS = '--import=data:text/javascript,console.log(process.umask().toString(8))'
    expect((await run(inImage('kiosk', 'migrate'), { NODE_OPTIONS })).out).toMatch(/^77\n/)
    expect((await run(inImage('sh', '-i', '-c', 'umask'))).out).toMatch(/^0?077\n$/)
  })
})
