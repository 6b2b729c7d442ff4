import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { breaches } from './support/architecture/rules.ts'
import { reachableFrom, type Source } from './support/architecture/sources.ts'

const root = join(import.meta.dirname, '..')

const sources = async (): Promise<readonly Source[]> => {
  const paths = (await readdir(join(root, 'src'), { recursive: true })).filter((path) => path.endsWith('.ts'))
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(root, 'src', path), 'utf8') })))
}

const ADAPTERS = ['cli', 'http', 'memory', 'mysql', 'observability', 'security', 'sql', 'sqlite', 'system']

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
      'bootstrap',
      'domain',
      'main.ts',
      'worker.ts',
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
    ['dependencies point inwards', 'adapters/http/a.ts', "import { b } from '../security/tokens.ts'"],
    ['dependencies point inwards', 'adapters/http/a.ts', "import type { b } from '../../bootstrap/kiosk.ts'"],
    ['dependencies point inwards', 'application/a.ts', "import { b } from '../bootstrap/kiosk.ts'"],
    ['dependencies point inwards', 'bootstrap/a.ts', "import { run } from '../main.ts'"],
    ['dependencies point inwards', 'bootstrap/a.ts', "import worker from '../worker.ts'"],
    ['dependencies point inwards', 'main.ts', "import { b } from './adapters/memory/store.ts'"],
    ['dependencies point inwards', 'main.ts', "import { openShop } from './unit/application/shop.ts'"],
    ['the ports know the domain', 'application/ports/a.ts', "import type { b } from '../shop.ts'"],
    ['the inner rings import no package', 'domain/a.ts', "import { z } from 'zod'"],
    ['the inner rings import no package', 'application/a.ts', "import fs from 'node:fs'"],
    ['the inner rings know no clock', 'domain/a.ts', 'const now = Date.now()'],
    ['the inner rings know no clock', 'domain/a.ts', 'const now = new Date()'],
    ['the inner rings know no clock', 'application/a.ts', 'const dice = Math.random()'],
    ['the inner rings know no clock', 'application/a.ts', 'setTimeout(() => {}, 10)'],
    [
      'a driving adapter knows the shop',
      'adapters/http/a.ts',
      "import type { Store } from '../../application/ports/store.ts'",
    ],
    [
      'a driving adapter knows the shop',
      'adapters/cli/a.ts',
      "import type { Clock } from '../../application/ports/system.ts'",
    ],
    [
      'a driving adapter knows the shop',
      'adapters/http/a.ts',
      "import { batched } from '../../application/batched.ts'",
    ],
    [
      'a driving adapter makes no use case',
      'adapters/http/routes/a.ts',
      "import { type LogIn, logIn } from '../../../application/accounts/log-in.ts'",
    ],
    [
      'a driving adapter makes no use case',
      'adapters/cli/a.ts',
      "import {\n  MAX_PAGE,\n  listProducts as list,\n} from '../../application/catalogue/list-products.ts'",
    ],
    [
      'a driving adapter makes no use case',
      'adapters/http/a.ts',
      "import { openShop } from '../../application/shop.ts'",
    ],
    [
      'a driving adapter makes no use case',
      'adapters/cli/a.ts',
      "import * as orders from '../../application/orders/place-order.ts'",
    ],
    [
      'a driving adapter makes no use case',
      'adapters/http/a.ts',
      "const { logIn } = await import('../../application/accounts/log-in.ts')",
    ],
    [
      'a driven adapter knows its ports',
      'adapters/sql/a.ts',
      "import { sortings } from '../../application/catalogue/list-products.ts'",
    ],
    [
      'a driven adapter knows its ports',
      'adapters/memory/a.ts',
      "import type { Shop } from '../../application/shop.ts'",
    ],
    [
      'a driven adapter knows its ports',
      'adapters/observability/a.ts',
      "import { batched } from '../../application/batched.ts'",
    ],
    ['every package has its home', 'adapters/http/a.ts', "import mysql from 'mysql2/promise'"],
    ['every package has its home', 'adapters/sql/a.ts', "import { DatabaseSync } from 'node:sqlite'"],
    ['every package has its home', 'adapters/memory/a.ts', "import { Hono } from 'hono'"],
    ['every package has its home', 'adapters/security/a.ts', "import { Hono } from 'hono'"],
    ['every package has its home', 'adapters/observability/log.ts', "import { Hono } from 'hono'"],
    ['every package has its home', 'adapters/observability/metrics.ts', "import { sign } from 'hono/jwt'"],
    ['every package has its home', 'adapters/http/routes/a.ts', "import { z } from 'zod'"],
    ['every package has its home', 'bootstrap/a.ts', "import { z } from 'zod'"],
    ['every package has its home', 'bootstrap/a.ts', "import { Hono } from 'hono'"],
    ['every package has its home', 'worker.ts', "import process from 'node:process'"],
    ['every package has its home', 'adapters/http/a.ts', "import express from 'express'"],
    ['relative imports carry .ts', 'domain/a.ts', "import { b } from './b'"],
    ['a file is named for what is in it', 'domain/utils.ts', ''],
    ['a file has at most 200 lines', 'domain/a.ts', '//\n'.repeat(201)],
    ['main.ts has at most 30 lines', 'main.ts', '//\n'.repeat(31)],
    ['nothing tells the compiler to look away', 'domain/a.ts', 'const a: any = 1'],
  ])('%s: a counter-example in %s is found', (rule, path, text) => {
    const found = breaches([{ path, text }])
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`${path}: ${rule}`)
  })

  it('lets a driving adapter see what is no use case, and a driven one its ports', () => {
    const list = '../../../application/catalogue/list-products.ts'
    const http = [
      `import type { ListProducts } from '${list}'`,
      `import { MAX_PAGE, type PageEnd, sortings, wholeCatalogue } from '${list}'`,
      "import { Unavailable } from '../../../application/unavailable.ts'",
      "import type { Shop } from '../../../application/shop.ts'",
    ].join('\n')
    const sql = "import type { Store } from '../../application/ports/store.ts'"
    expect(
      breaches([
        { path: 'adapters/http/schemas/a.ts', text: http },
        { path: 'adapters/sql/a.ts', text: sql },
      ]),
    ).toEqual([])
  })

  it('follows worker.ts to all that it loads, then and later, but not to types', async () => {
    const real = reachableFrom('worker.ts', await sources()).map(({ path }) => path)
    for (const path of ['bootstrap/kiosk.ts', 'adapters/mysql/connection.ts', 'domain/money.ts']) {
      expect(real).toContain(path)
    }
    expect(real.filter((path) => /sqlite|argon2|terminal/.test(path))).toEqual([])

    const found = breaches([
      { path: 'worker.ts', text: "import { a } from './bootstrap/a.ts'\nimport type { f } from './bootstrap/f.ts'" },
      { path: 'bootstrap/a.ts', text: "const b = () => import('../adapters/sqlite/b.ts')\nexport { c } from './c.ts'" },
      { path: 'bootstrap/c.ts', text: "import { d } from '../adapters/security/d.ts'\nimport './a.ts'" },
      { path: 'bootstrap/f.ts', text: "import { readFile } from 'node:fs/promises'" },
      { path: 'adapters/sqlite/b.ts', text: "import { DatabaseSync } from 'node:sqlite'" },
      { path: 'adapters/security/d.ts', text: "import { hash } from '@node-rs/argon2'" },
    ])
    expect(found).toEqual([
      'adapters/sqlite/b.ts: worker.ts loads nothing that workerd lacks: node:sqlite',
      'adapters/security/d.ts: worker.ts loads nothing that workerd lacks: @node-rs/argon2',
    ])
    const files = breaches([
      { path: 'worker.ts', text: "import { a } from './bootstrap/a.ts'" },
      { path: 'bootstrap/a.ts', text: "import { readFile } from 'node:fs/promises'" },
    ])
    expect(files).toEqual(['bootstrap/a.ts: worker.ts loads nothing that workerd lacks: node:fs/promises'])
  })
})

describe('a ring’s TypeScript project', () => {
  // Compiles one line as if it stood in the ring; answers what the compiler says.
  const compiled = async (ring: string, line: string): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'kiosk-ring-'))
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
