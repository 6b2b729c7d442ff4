import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { expect } from 'vitest'
import { launch } from '../support/server-process.ts'
import { type Block, blocks, read, root } from './documents.ts'
import { test } from './in-folder.ts'

/** What .ci/run types on a bare machine; here the first would take this very process's packages away. */
const BY_CI = ['npm ci', 'npm test']

/** Makes the folder look like a clone of the repository after `npm ci`, in which anything may be made. */
const cloneIn = async (folder: string): Promise<void> => {
  for (const name of ['src', 'test', 'bench', 'docker', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
    await cp(join(root, name), join(folder, name), { recursive: true })
  }
  // Each package by itself: what a tool keeps in node_modules/.cache is of this clone.
  await mkdir(join(folder, 'node_modules'))
  const packages = (await readdir(join(root, 'node_modules'))).filter(
    (name) => name === '.bin' || !name.startsWith('.'),
  )
  for (const name of packages) await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name))
}

/** A block of TypeScript that begins with a comment is the file which that names. */
const writeSources = async (folder: string, all: readonly Block[]): Promise<void> => {
  for (const { text } of all.filter(({ language }) => language === 'ts')) {
    const [, path] = /^\/\/ (\S+\.ts)\n/.exec(text) ?? []
    if (path === undefined) continue
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), `${text}\n`)
  }
}

type Step = { readonly commands: string; readonly prints: readonly string[] }

/** What is typed, block by block, and the lines that it prints, where the next block shows them. */
const stepsOf = (all: readonly Block[]): readonly Step[] =>
  all.flatMap(({ language, text }, i) => {
    const next = all[i + 1]
    const prints = next?.language === 'text' ? next.text.split('\n') : []
    return language === 'sh' ? [{ commands: text, prints }] : []
  })

test('every command in the README and docs does what they say, word for word', { timeout: 180_000 }, async ({
  folder,
  onTestFinished,
}) => {
  await cloneIn(folder)
  const all = await blocks()
  await writeSources(folder, all)
  const [start, ...rest] = stepsOf(all)
  expect(start?.commands).toBe('npm ci\nnpm start')
  const ci = (await read('.ci/run')).split('\n').map((line) => line.trim())
  for (const command of BY_CI) expect(ci.some((line) => line.startsWith(command))).toBe(true)
  const steps = rest.filter(({ commands }) => !BY_CI.includes(commands))
  expect(steps.length).toBeGreaterThan(5)

  const env = { PATH: process.env.PATH ?? '', HOME: folder, PORT: '0' }
  // A group of its own, as a terminal makes one: Ctrl+C is for npm, its shell and the shop alike.
  const shop = launch('setsid', ['npm', 'start'], { folder, env })
  onTestFinished(async () => {
    process.kill(-Number(shop.child.pid), 'SIGINT')
    await shop.ended
  })
  const address = () => /Kiosk is open at http:\/\/(\S+)/.exec(shop.output())?.[1]
  await expect.poll(address, { timeout: 20_000 }).toBeDefined()
  const host = address() ?? ''
  const banner = shop.output().replaceAll(host, 'localhost:3000').split('\n')
  expect(banner).toEqual(expect.arrayContaining([...(start?.prints ?? [])]))

  // One shell for all: what a block sets, the next may use.
  const mark = '=== the next block ==='
  const script = steps
    .map(({ commands }) => `${commands.replaceAll('localhost:3000', host)}\necho '\n${mark}'`)
    .join('\n')
  const { code, out, err } = await launch('bash', ['-euo', 'pipefail', '-c', script], { folder, env }).ended
  expect({ code, out, err }).toMatchObject({ code: 0 })
  const printed = out.split(mark).map((each) => each.split('\n'))
  for (const [i, { prints }] of steps.entries()) expect(printed[i]).toEqual(expect.arrayContaining([...prints]))
  expect(out).toContain('"message":"Order placed successfully!"')
})
