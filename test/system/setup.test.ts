import { readdirSync, readFileSync, statSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect } from 'vitest'
import { readConfiguration } from '../../src/bootstrap/configuration.ts'
import { launch } from '../support/server-process.ts'
import { root } from './hold-promises.ts'
import { test } from './in-folder.ts'
import { parseServices } from './services-promises.ts'

const NAMES = ['db_password', 'db_root_password', 'jwt_secret', 'mariadb_url', 'mysql_url']

/** `npm run setup` in a folder; answers what it said. */
const setUp = async (folder: string): Promise<string> => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  expect(scripts.setup).toBe('node docker/setup.ts')
  // With the mask of an ordinary login.
  const args = ['-c', 'umask 022; exec "$0" "$1"', process.execPath, join(root, 'docker/setup.ts')]
  const { code, out, err } = await launch('sh', args, { folder }).ended
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

const secretsIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(NAMES.map((name) => [name, readFileSync(join(folder, 'secrets', name), 'utf8')]))

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8)

describe.concurrent('npm run setup', () => {
  test('makes every secret that the services are given, long and different each time', async ({ folder }) => {
    expect(await setUp(folder)).toMatch(/(secrets\/\w+ is made\.\n){5}Next: docker compose up --wait\n$/)
    expect((await readdir(join(folder, 'secrets'))).sort()).toEqual(NAMES)

    const asked = parseServices(await readFile(join(root, 'docker-compose.yml'), 'utf8')).secrets
    const files = Object.values(asked).flatMap(({ file }) =>
      ['mysql', 'mariadb'].map((profile) => file.replace(/\$\{COMPOSE_PROFILES:-mysql\}/, profile)),
    )
    expect([...new Set(files)].sort()).toEqual(NAMES.map((name) => `./secrets/${name}`))

    const other = join(folder, 'other')
    await mkdir(other)
    await setUp(other)
    const secrets = secretsIn(folder)
    for (const name of ['db_password', 'db_root_password', 'jwt_secret']) {
      // 32 random bytes, in letters that a URL and a shell take as they are.
      expect(secrets[name]).toMatch(/^[\w-]{43}$/)
      expect(secrets[name]).not.toBe(secretsIn(other)[name])
    }
    expect(new Set(Object.values(secrets)).size).toBe(NAMES.length)
  })

  test('keeps everyone else out of the folder, and lets the containers’ users read the files', async ({ folder }) => {
    await setUp(folder)
    expect(await modeOf(join(folder, 'secrets'))).toBe('700')
    for (const name of NAMES) expect(await modeOf(join(folder, 'secrets', name))).toBe('444')
  })

  test('closes a folder that was open', async ({ folder }) => {
    await mkdir(join(folder, 'secrets'))
    await chmod(join(folder, 'secrets'), 0o755)
    await setUp(folder)
    expect(await modeOf(join(folder, 'secrets'))).toBe('700')
  })

  test('changes nothing the second time', async ({ folder }) => {
    await setUp(folder)
    const before = NAMES.map((name) => statSync(join(folder, 'secrets', name)))
    const secrets = secretsIn(folder)
    expect(await setUp(folder)).toMatch(/^(secrets\/\w+ is kept as it was\.\n){5}/)
    expect(secretsIn(folder)).toEqual(secrets)
    const after = NAMES.map((name) => statSync(join(folder, 'secrets', name)))
    expect(after.map(({ mtimeMs, ino }) => [mtimeMs, ino])).toEqual(before.map(({ mtimeMs, ino }) => [mtimeMs, ino]))
    expect(readdirSync(folder)).toEqual(['secrets'])
  })

  test('keeps the password that a database may know already, and makes what is missing to it', async ({ folder }) => {
    await mkdir(join(folder, 'secrets'))
    await writeFile(join(folder, 'secrets/db_password'), 'of-an-older-day\n')
    await setUp(folder)
    expect(secretsIn(folder)).toMatchObject({
      db_password: 'of-an-older-day\n',
      mysql_url: 'mysql://kiosk:of-an-older-day@db/kiosk',
      mariadb_url: 'mysql://kiosk:of-an-older-day@mariadb/kiosk',
    })
  })

  test.for(['mysql', 'mariadb'])('makes what the shop takes in production on %s', async (database, { folder }) => {
    await setUp(folder)
    const files = { DATABASE_URL_FILE: `${database}_url`, JWT_SECRET_FILE: 'jwt_secret' }
    const readFile = (name: string) => secretsIn(folder)[name] ?? ''
    const read = readConfiguration({ NODE_ENV: 'production', ...files }, { readFile, serving: true })
    if (!read.ok) expect.unreachable(read.error.join('\n'))
    const url = new URL(read.value.databaseUrl)
    const { db_password } = secretsIn(folder)
    // The host is the service's name, as is the database's and the user's in docker-compose.yml.
    expect([url.hostname, url.pathname, url.username]).toEqual([
      database === 'mysql' ? 'db' : database,
      '/kiosk',
      'kiosk',
    ])
    expect(decodeURIComponent(url.password)).toBe(db_password)
  })
})
