import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isInContext } from './build-context.ts'
import { parseDockerfile } from './dockerfile.ts'
import { holdPromises, root } from './hold-promises.ts'
import { imageBreaks, imagePromises } from './image-promises.ts'

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

describe('the image', () => {
  holdPromises('Dockerfile', (text) => ({ stages: parseDockerfile(text), version }), imagePromises, imageBreaks)
})

describe('what goes to the build', () => {
  const ignore = readFileSync(join(root, '.dockerignore'), 'utf8')

  /** Every file here but in the packages and in hidden folders, which are many, come and go, and are asked for below. */
  const files = (folder = root): readonly string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : files(path)
      return [relative(root, path)]
    })

  test('is the shop, and nothing beside it', () => {
    const source = files().filter((path) => path.startsWith('src/'))
    expect(source).toContain('src/main.ts')
    const rest = ['LICENSE', 'docker/kiosk', 'docker/shrc', 'package-lock.json', 'package.json']
    const sent = files().filter((path) => isInContext(ignore, path))
    expect([...sent].sort()).toEqual([...rest, ...source].sort())
  })

  test.for([
    '.env',
    'secrets/db_password',
    'kiosk.db',
    '.git/config',
    'node_modules/hono/package.json',
    'docker/kiosk.db',
  ])('is never %s', (path) => {
    expect(isInContext(ignore, path)).toBe(false)
    // Without its first rule the list would let everything through: the one that reads it sees that.
    expect(isInContext(ignore.replace('\n*\n', '\n'), path)).toBe(true)
  })

  test('cannot be judged by a list with patterns that the judge does not know', () => {
    expect(() => isInContext('*\n!src/**/*.ts', 'src/main.ts')).toThrow('src/**/*.ts')
  })
})
