import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { breaches, type Source } from './architecture/rules.ts'

const root = join(import.meta.dirname, '..')

const sources = async (): Promise<readonly Source[]> => {
  const paths = (await readdir(join(root, 'src'), { recursive: true })).filter((path) => path.endsWith('.ts'))
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(root, 'src', path), 'utf8') })))
}

const ADAPTERS = ['cli', 'http', 'memory', 'metrics', 'mysql', 'security', 'sql', 'sqlite', 'system']

describe('the architecture', () => {
  it('breaks none of its rules', async () => {
    expect(breaches(await sources())).toEqual([])
  })

  it('is the tree that the README draws, and no ring of it is empty', async () => {
    const paths = (await sources()).map(({ path }) => path)
    const rings = new Set(
      paths.map((path) =>
        path
          .split('/')
          .slice(0, path.startsWith('adapters/') ? 2 : 1)
          .join('/'),
      ),
    )
    expect([...rings].sort()).toEqual([
      ...ADAPTERS.map((name) => `adapters/${name}`),
      'application',
      'domain',
      'main.ts',
    ])
  })

  it.each([
    ['dependencies point inwards', 'domain/a.ts', "import { b } from '../application/b.ts'"],
    ['dependencies point inwards', 'domain/a.ts', "const b = await import('../adapters/http/app.ts')"],
    ['dependencies point inwards', 'application/a.ts', "import type { b } from '../adapters/memory/store.ts'"],
    ['dependencies point inwards', 'application/ports/a.ts', "export { b } from '../../adapters/memory/store.ts'"],
    ['dependencies point inwards', 'adapters/http/a.ts', "import '../memory/store.ts'"],
    ['dependencies point inwards', 'adapters/memory/a.ts', "import { b } from '../sql/session.ts'"],
    ['dependencies point inwards', 'adapters/sql/a.ts', "import { b } from '../mysql/store.ts'"],
    ['dependencies point inwards', 'adapters/cli/a.ts', "import main from '../../main.ts'"],
    ['the inner rings import no package', 'domain/a.ts', "import { z } from 'zod'"],
    ['the inner rings import no package', 'application/a.ts', "import fs from 'node:fs'"],
    ['the inner rings know no clock', 'domain/a.ts', 'const now = Date.now()'],
    ['the inner rings know no clock', 'domain/a.ts', 'const now = new Date()'],
    ['the inner rings know no clock', 'application/a.ts', 'const dice = Math.random()'],
    ['the inner rings know no clock', 'application/a.ts', 'setTimeout(() => {}, 10)'],
    [
      'the HTTP adapter knows the shop',
      'adapters/http/a.ts',
      "import type { Store } from '../../application/ports/store.ts'",
    ],
    ['only the SQL adapters say mysql2', 'adapters/http/a.ts', "import mysql from 'mysql2/promise'"],
    ['only the SQL adapters say mysql2', 'adapters/sql/a.ts', "import { DatabaseSync } from 'node:sqlite'"],
    ['only the SQL adapters say mysql2', 'adapters/memory/a.ts', "import { Hono } from 'hono'"],
    ['relative imports carry .ts', 'domain/a.ts', "import { b } from './b'"],
    ['a file is named for what is in it', 'domain/utils.ts', ''],
    ['a file has at most 200 lines', 'domain/a.ts', '//\n'.repeat(201)],
    ['nothing tells the compiler to look away', 'domain/a.ts', 'const a: any = 1'],
  ])('%s: a counter-example in %s is found', (rule, path, text) => {
    const found = breaches([{ path, text }])
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`${path}: ${rule}`)
  })
})

describe('a ring’s TypeScript project', () => {
  // Compiles one line as if it stood in the ring; answers what the compiler says.
  const compiled = async (ring: string, line: string): Promise<string> => {
    const folder = await mkdtemp(join(root, 'node_modules/.cache/ring-'))
    try {
      const settings = { extends: join(root, 'src', ring, 'tsconfig.json'), include: ['*.ts'], references: [] }
      const own = { composite: false, noEmit: true, emitDeclarationOnly: false, rootDir: folder }
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ ...settings, compilerOptions: own }))
      await writeFile(join(folder, 'line.ts'), `${line}\nexport {}\n`)
      const tsc = join(root, 'node_modules/typescript/bin/tsc')
      const run = promisify(execFile)(process.execPath, [tsc, '-p', folder])
      return await run.then(
        () => 'compiles',
        ({ stdout }: { stdout: string }) => stdout,
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  it.each(['domain', 'application'])('of the %s sees the ECMAScript library and nothing else', async (ring) => {
    const outside = ['console', 'process', 'fetch', 'crypto', 'setTimeout', 'Buffer', 'performance', 'TextEncoder']
    const [allowed, refused] = await Promise.all([
      compiled(ring, 'new Map([[1, Promise.resolve("x".isWellFormed())]])'),
      compiled(ring, outside.map((name) => `void ${name}`).join('\n')),
    ])
    expect(allowed).toBe('compiles')
    for (const name of outside) expect(refused).toMatch(new RegExp(`Cannot find name '${name}'`))
  })
})
