import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { describe, expect } from 'vitest'
import { launch } from '../support/server-process.ts'
import { root } from './hold-promises.ts'
import { test } from './in-folder.ts'

/** The Node that runs this test, as `node`. */
const PATH = `${dirname(process.execPath)}:${process.env.PATH}`

/** Says what it was started as, and waits for a signal. */
const witness = `
  process.once('SIGTERM', () => process.exit(7))
  setInterval(() => {}, 1_000)
  console.log(JSON.stringify({ pid: process.pid, umask: process.umask(), args: process.argv.slice(2) }))
`

/** The entry point in a folder laid out as the image's, with `main` as the shop; answers its path. */
const entryPointIn = async (folder: string, main: string): Promise<string> => {
  for (const name of ['docker', 'src']) await mkdir(join(folder, name))
  await copyFile(join(root, 'docker/kiosk'), join(folder, 'docker/kiosk'))
  await writeFile(join(folder, 'src/main.ts'), main)
  return join(folder, 'docker/kiosk')
}

describe.concurrent('the entry point', () => {
  test('becomes the shop, with umask 077, its arguments and its signals', async ({ folder, onTestFinished }) => {
    const entryPoint = await entryPointIn(folder, witness)
    // The mask that a container starts with.
    const args = ['-c', 'umask 022; exec "$0" import "price list.csv"', entryPoint]
    const { child, ended, output } = launch('sh', args, { folder, env: { PATH } })
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    await expect.poll(output, { timeout: 20_000 }).toContain('\n')
    // The number is the shell's own: the shop stands in its place, and no shell is left that would keep a signal.
    expect(JSON.parse(output())).toEqual({ pid: child.pid, umask: 0o077, args: ['import', 'price list.csv'] })
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 7, err: '' })
  })

  test('is found as the command kiosk, from any folder', async ({ folder }) => {
    const entryPoint = await entryPointIn(folder, "console.log('open')")
    const env = { PATH: `${PATH}:${dirname(entryPoint)}` }
    expect(await launch('kiosk', [], { folder: '/', env }).ended).toEqual({ code: 0, out: 'open\n', err: '' })
  })

  test('gives a shell that somebody opens beside it the same umask', async ({ folder }) => {
    const ENV = join(root, 'docker/shrc')
    const mask = async (...args: readonly string[]) => {
      const { out } = await launch('sh', ['-c', `umask 022; sh ${args.join(' ')}`], { folder, env: { PATH, ENV } })
        .ended
      return out.trim()
    }
    expect(await mask('-i', '-c', 'umask')).toMatch(/0?077$/)
    // A command that is no session, such as a backup's, has the mask it was given.
    expect(await mask('-c', 'umask')).toMatch(/0?022$/)
  })
})
