import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect } from 'vitest'
import { holdPromises, root } from './hold-promises.ts'
import { test } from './in-folder.ts'
import { parseServices, servicesBreaks, servicesPromises } from './services-promises.ts'

describe('the services', () => {
  holdPromises('docker-compose.yml', parseServices, servicesPromises, servicesBreaks)

  test.for(['', 'mariadb'])(
    'are understood by Docker Compose, where it is here (profile “%s”)',
    async (profile, { folder }) => {
      const env = { ...process.env, COMPOSE_PROFILES: profile }
      const compose = (...args: readonly string[]) => spawnSync('docker', ['compose', ...args], { cwd: root, env })
      if (compose('version').status !== 0) {
        process.stdout.write(
          'Not run: docker compose config. There is no docker with the Compose plugin on the PATH.\n',
        )
        return
      }
      expect(compose('config', '--quiet')).toMatchObject({ status: 0 })
      // It is Compose that said so, and it can say no.
      await writeFile(join(folder, 'bad.yml'), 'services: { app: { biuld: . } }')
      expect(compose('--file', join(folder, 'bad.yml'), 'config', '--quiet').status).not.toBe(0)
    },
  )
})
