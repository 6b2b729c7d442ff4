import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { describe, expect } from 'vitest'
import { parse } from 'yaml'
import { readConfiguration } from '../../src/bootstrap/configuration.ts'
import { test } from '../support/server-fixtures.ts'
import { launch } from '../support/server-process.ts'
import { read, root } from './dockerfile.ts'

const { scripts } = JSON.parse(read('package.json'))
const NAMES = ['db_password', 'db_root_password', 'jwt_secret', 'mariadb_url', 'mysql_url']

/** A script of package.json, with the umask of an ordinary login. */
const run = (script: string, folder: string, env = {}) =>
  launch('/bin/sh', ['-c', `umask 022; ${script}`], { folder, env: { PATH: dirname(process.execPath), ...env } }).ended

/** Answers what it printed. */
const setUp = async (folder: string): Promise<string> => {
  const { code, out, err } = await run(scripts.setup.replace('docker', join(root, 'docker')), folder)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

const secretsIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(NAMES.map((name) => [name, readFileSync(join(folder, 'secrets', name), 'utf8')]))

const modeOf = (...path: readonly string[]) => statSync(join(...path)).mode & 0o777

describe.concurrent('npm run setup', () => {
  test('makes every secret that the services read, long and different each time', async ({ folder }) => {
    expect(await setUp(folder)).toMatch(/(secrets\/\w+ is made\.\n){5}Next: docker compose up --wait\n$/)
    expect(readdirSync(join(folder, 'secrets')).sort()).toEqual(NAMES)

    const declared = Object.values<{ file: string }>(parse(read('docker-compose.yml')).secrets)
    const names = declared.map(({ file }) => file.replace(/\$\{COMPOSE_PROFILES:-mysql\}/, 'mysql'))
    expect(names.sort()).toEqual(NAMES.filter((name) => name !== 'mariadb_url').map((name) => `./secrets/${name}`))

    const other = join(folder, 'other')
    mkdirSync(other)
    await setUp(other)
    const secrets = secretsIn(folder)
    for (const name of ['db_password', 'db_root_password', 'jwt_secret']) {
      // 32 random bytes, in characters that need no escaping in a URL or a shell.
      expect(secrets[name]).toMatch(/^[\w-]{43}$/)
      expect(secrets[name]).not.toBe(secretsIn(other)[name])
    }
    expect(secrets.mysql_url).toContain(`:${secrets.db_password}@`)
    expect(new Set(Object.values(secrets)).size).toBe(NAMES.length)
  })

  test('closes the folder to other users, and lets the containers’ users read the files', async ({ folder }) => {
    mkdirSync(join(folder, 'secrets'))
    chmodSync(join(folder, 'secrets'), 0o755)
    await setUp(folder)
    expect(modeOf(folder, 'secrets')).toBe(0o700)
    for (const name of NAMES) expect(modeOf(folder, 'secrets', name)).toBe(0o444)
  })

  test('changes nothing the second time', async ({ folder }) => {
    const files = () => NAMES.map((name) => statSync(join(folder, 'secrets', name)))
    const state = () => files().map(({ ino, mtimeMs }) => [ino, mtimeMs])
    await setUp(folder)
    const before = state()
    expect(await setUp(folder)).toMatch(/^(secrets\/\w+ is kept as it was\.\n){5}/)
    expect(state()).toEqual(before)
    expect(readdirSync(folder)).toEqual(['secrets'])
  })

  test('keeps a password that a database may know, in what the shop takes in production', async ({ folder }) => {
    mkdirSync(join(folder, 'secrets'))
    writeFileSync(join(folder, 'secrets/db_password'), 'of-an-older-day\n')
    await setUp(folder)
    const secrets = secretsIn(folder)
    expect(secrets.db_password).toBe('of-an-older-day\n')
    const readFile = (name: string) => secrets[name] ?? ''
    // The host is the name of the service in docker-compose.yml.
    for (const [database, host] of Object.entries({ mysql: 'db', mariadb: 'mariadb' })) {
      const files = { DATABASE_URL_FILE: `${database}_url`, JWT_SECRET_FILE: 'jwt_secret' }
      const { databaseUrl } = readConfiguration({ NODE_ENV: 'production', ...files }, { readFile, serving: true })
      expect(databaseUrl).toBe(`mysql://kiosk:of-an-older-day@${host}/kiosk`)
    }
  })
})

describe.concurrent('npm ci', () => {
  test.for([
    ['npm', '23.11.1', 1, /^Kiosk needs Node 24 or later, and this is 23\.11\.1: [^\n]+\n$/],
    ['npm', '24.0.0', 0, /^$/],
    // Bun runs the shop itself.
    ['bun', '23.11.1', 0, /^$/],
  ] as const)('by %s on Node %s exits with %i', async ([npm_config_user_agent, node, code, err], { folder }) => {
    const preload = `Object.defineProperty(process,'versions',{value:{node:'${node}'}})`
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${preload}`, npm_config_user_agent }
    const ended = await run(scripts.postinstall, folder, env)
    expect(ended).toEqual({ code, out: '', err: expect.stringMatching(err) })
  })
})
