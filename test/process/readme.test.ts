import { existsSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect } from 'vitest'
import { settings } from '../../src/bootstrap/configuration.ts'
import { openKiosk } from '../http/kiosk.ts'
import { test } from './in-folder.ts'
import { launch, SECRET } from './kiosk.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

/** The commands the README tells a reader to type, block by block. */
const blocks = async (): Promise<readonly string[]> =>
  [...(await read('README.md')).matchAll(/```sh\n([\s\S]*?)```/g)].map(([, commands = '']) => commands.trim())

/** A folder that looks like a clone of the repository, in which the shop may make its file. */
const cloneIn = async (folder: string): Promise<void> => {
  for (const name of ['src', 'node_modules', 'package.json']) await symlink(join(root, name), join(folder, name))
}

describe('the README', () => {
  test('shows commands that do what it says, word for word', { timeout: 60_000 }, async ({
    folder,
    onTestFinished,
  }) => {
    await cloneIn(folder)
    const [start, ...rest] = await blocks()
    // These two are what .ci/run types on a bare machine; the first would take this very process's packages away.
    const ci = (await read('.ci/run')).split('\n').map((line) => line.trim())
    expect(start).toBe('npm ci\nnpm start')
    expect(rest.at(-1)).toBe('npm test')
    expect(ci.some((line) => line.startsWith('npm ci'))).toBe(true)
    expect(ci).toContain('npm test')

    const env = { PATH: process.env.PATH ?? '', HOME: folder, PORT: '0', JWT_SECRET: SECRET }
    // A group of its own, as a terminal makes one: Ctrl+C is for npm, its shell and the shop alike.
    const shop = launch('setsid', ['npm', 'start'], { folder, env })
    onTestFinished(async () => {
      process.kill(-Number(shop.child.pid), 'SIGINT')
      await shop.ended
    })
    const url = await expect
      .poll(() => /Kiosk is open at http:\/\/(\S+)/.exec(shop.output())?.[1], { timeout: 20_000 })
      .toBeDefined()
      .then(() => /Kiosk is open at http:\/\/(\S+)/.exec(shop.output())?.[1] ?? '')

    const script = rest.slice(0, -1).join('\n').replaceAll('localhost:3000', url)
    const { code, out, err } = await launch('bash', ['-euo', 'pipefail', '-c', script], { folder, env }).ended
    expect({ code, err }).toMatchObject({ code: 0 })
    for (const said of [
      '"name":"Reading lamp"',
      '{"message":"User registered successfully!"',
      '{"message":"Item added to cart!"',
      '{"message":"Order placed successfully!"',
      '"next_cursor":null',
      'prices.csv: 1 added, 1 updated, 0 skipped.',
      'user@example.com is an administrator now.',
    ]) {
      expect(out).toContain(said)
    }
  })

  test('names only files and scripts that exist, and is short', async () => {
    const text = await read('README.md')
    expect(text.split('\n').length).toBeLessThan(200)
    for (const [, link = ''] of text.matchAll(/\]\(([^)#:]+)\)/g)) expect(existsSync(join(root, link)), link).toBe(true)
    const { scripts } = JSON.parse(await read('package.json'))
    for (const [, name = ''] of text.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty(name)
  })

  test('names every setting, as .env.example does, and none that is not there', async () => {
    const names = Object.keys(settings.shape)
    const lasting = names.filter((name) => name !== 'NODE_ENV').sort()
    const [, listed = ''] = /## Settings\n([\s\S]*?)\n## /.exec(await read('README.md')) ?? []
    const inReadme = Array.from(listed.matchAll(/`([A-Z][A-Z_]+)(?:=[^`]*)?`/g), ([, name = '']) => name)
    const inSample = Array.from((await read('.env.example')).matchAll(/^(?:# )?([A-Z_]+)=/gm), ([, name = '']) => name)
    for (const found of [inReadme, inSample]) {
      expect([...new Set(found)].filter((name) => lasting.includes(name)).sort()).toEqual(lasting)
      expect(found.filter((name) => !names.includes(name.replace(/_FILE$/, '')))).toEqual([])
    }
  })

  test('shows every method and path that the shop takes, and no other', async () => {
    const [, table = ''] = /## What it answers\n([\s\S]*?)\n## /.exec(await read('README.md')) ?? []
    const shown: string[] = []
    for (const [, cell = ''] of table.matchAll(/^\| ([A-Z]+[^|]*?) \|/gm)) {
      // `GET, DELETE /cart` is one path with two methods, `GET /livez, /readyz` two with one.
      let methods: readonly string[] = []
      let isNew = true
      for (const [, method, path] of cell.matchAll(/([A-Z]+)|(\/[^\s,]*)/g)) {
        if (method !== undefined) methods = isNew ? [method] : [...methods, method]
        for (const each of path === undefined ? [] : methods) shown.push(`${each} ${path?.replace(/\{\w+\}/, ':id')}`)
        isNew = path !== undefined
      }
    }
    const taken = openKiosk().app.routes.flatMap(({ method, path }) => (method === 'ALL' ? [] : `${method} ${path}`))
    expect(shown.sort()).toEqual([...new Set(taken)].sort())
  })
})
