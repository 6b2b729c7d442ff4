import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { expect } from 'vitest'
import { test } from '../support/server-fixtures.ts'
import { LISTENING, launch } from '../support/server-process.ts'
import { type Block, blocks, read, root } from './documents.ts'

/** Run by .ci/run: here the first would remove this process's packages. */
const BY_CI = ['npm ci', 'npm test']

/** Copies what a clone has after `npm ci`. */
const cloneInto = async (folder: string): Promise<void> => {
  for (const name of ['src', 'test', 'bench', 'docker', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
    await cp(join(root, name), join(folder, name), { recursive: true })
  }
  // Each package by itself, so that the clone has a cache of its own.
  await mkdir(join(folder, 'node_modules'))
  for (const name of await readdir(join(root, 'node_modules'))) {
    if (/^\.(?!bin$)/.test(name)) continue
    await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name))
  }
}

/** Writes the blocks whose first line is a comment with their path. */
const writeSources = async (folder: string, all: readonly Block[]): Promise<void> => {
  for (const { text } of all) {
    const [, path] = /^\/\/ (\S+\.ts)\n/.exec(text) ?? []
    if (path === undefined) continue
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), `${text}\n`)
  }
}

/** The commands of each block, and the lines that they print where a block of text follows. */
const stepsOf = (all: readonly Block[]) =>
  all.flatMap(({ language, text }, i) => {
    const next = all[i + 1]
    const prints = next?.language === 'text' ? next.text.split('\n') : []
    return language === 'sh' ? [{ commands: text, prints }] : []
  })

test('every command in the README and docs prints what they say', { timeout: 180_000 }, async ({
  folder,
  onTestFinished,
}) => {
  await cloneInto(folder)
  const all = await blocks()
  await writeSources(folder, all)
  const [start, ...others] = stepsOf(all)
  expect(start?.commands).toBe('npm ci\nnpm start')
  const ci = await read('.ci/run')
  for (const command of BY_CI) expect(ci).toMatch(new RegExp(`^ *${command}`, 'm'))
  const steps = others.filter(({ commands }) => !BY_CI.includes(commands))
  expect(steps.length).toBeGreaterThan(5)

  const env = { PATH: process.env.PATH ?? '', HOME: folder, PORT: '0' }
  // As at a terminal, SIGINT reaches the process group: npm, its shell and the shop.
  const shop = launch('setsid', ['npm', 'start'], { folder, env })
  onTestFinished(async () => {
    if (shop.child.exitCode === null) process.kill(-Number(shop.child.pid), 'SIGINT')
    await shop.ended
  })
  await expect.poll(shop.output, { timeout: 20_000 }).toMatch(LISTENING)
  const { host } = new URL(LISTENING.exec(shop.output())?.[1] ?? '')
  const banner = shop.output().replaceAll(host, 'localhost:3000').split('\n')
  expect(banner).toEqual(expect.arrayContaining(start?.prints ?? []))

  // One shell: a block may use what an earlier one has set.
  const mark = '=== the next block ==='
  const script = steps.map(({ commands }) => `${commands.replaceAll('localhost:3000', host)}\necho '\n${mark}'`)
  const bash = ['-euo', 'pipefail', '-c', script.join('\n')]
  const ended = await launch('bash', bash, { folder, env }, 170_000).ended
  expect(ended).toMatchObject({ code: 0 })
  const printed = ended.out.split(mark).map((text) => text.split('\n'))
  for (const [i, { prints }] of steps.entries()) expect(printed[i]).toEqual(expect.arrayContaining(prints))
  expect(ended.out).toContain('"message":"Order placed successfully!"')
})
