import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { RULES, violations } from './support/architecture/rules.ts'
import { reachableFrom, type Source } from './support/architecture/sources.ts'

const root = join(import.meta.dirname, '..')

const sources = async (): Promise<readonly Source[]> => {
  const paths = (await readdir(join(root, 'src'), { recursive: true })).filter((path) => path.endsWith('.ts'))
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(root, 'src', path), 'utf8') })))
}

/** Sources that violate one rule each. */
const counterExamples: Readonly<Record<string, readonly (readonly [path: string, text: string])[]>> = {
  'dependencies point inwards': [
    ['domain/a.ts', "const b = await import('../application/b.ts')"],
    ['application/a.ts', "import type { b } from '../adapters/b.ts'"],
    ['application/a.ts', "export { b } from '../bootstrap/b.ts'"],
    ['application/ports/a.ts', "import type { b } from '../shop.ts'"],
    ['adapters/http/a.ts', "import '../memory/b.ts'"],
    ['adapters/memory/a.ts', "import '../sql/b.ts'"],
    ['bootstrap/a.ts', "import '../main.ts'"],
    ['bootstrap/a.ts', "import '../worker.ts'"],
    ['main.ts', "import './adapters/memory/b.ts'"],
  ],
  'the inner rings use no clock, chance or runtime': [
    ['domain/a.ts', 'const now = new Date()'],
    ['application/a.ts', 'setTimeout(() => {}, 10)'],
  ],
  'a driving adapter imports use cases, a driven one ports': [
    ['adapters/http/a.ts', "import type { b } from '../../application/ports/b.ts'"],
    ['adapters/cli/a.ts', "import { MAX_BATCH } from '../../application/batched.ts'"],
    ['adapters/sql/a.ts', "import { sortings } from '../../application/orders/b.ts'"],
    ['adapters/memory/a.ts', "import type { Shop } from '../../application/shop.ts'"],
  ],
  'a driving adapter imports no maker of a use case': [
    ['adapters/cli/a.ts', "import {\n  type B,\n  b as c,\n} from '../../application/orders/b.ts'"],
    ['adapters/http/a.ts', "import { openShop } from '../../application/shop.ts'"],
    ['adapters/cli/a.ts', "import * as orders from '../../application/orders/b.ts'"],
    ['adapters/http/a.ts', "const { b } = await import('../../application/orders/b.ts')"],
  ],
  'a package is imported by its adapter only': [
    ['domain/a.ts', "import 'node:fs'"],
    ['adapters/http/a.ts', "import mysql from 'mysql2/promise'"],
    ['adapters/sql/a.ts', "import 'node:sqlite'"],
    ['adapters/security/a.ts', "import 'hono'"],
    ['adapters/observability/metrics.ts', "import 'hono/jwt'"],
    ['worker.ts', "import 'node:process'"],
    ['adapters/http/a.ts', "import 'express'"],
  ],
  'relative imports carry .ts': [['domain/a.ts', "import './b'"]],
  'a file is named for what is in it': [['domain/utils.ts', '']],
  'a file has at most 200 lines, and main.ts 30': [
    ['domain/a.ts', '//\n'.repeat(201)],
    ['main.ts', '//\n'.repeat(31)],
  ],
  'no type check is suppressed': [['domain/a.ts', 'const a: any = 1']],
}

describe('the architecture', () => {
  it('violates none of its rules', async () => {
    expect(violations(await sources())).toEqual([])
  })

  it('has a counter-example of every rule', () => {
    expect(Object.keys(counterExamples).sort()).toEqual(Object.keys(RULES).sort())
  })

  it('has these rings, none of them empty', async () => {
    const rings = (await sources()).map(({ path }) => /^(?:adapters\/)?[^/]+/.exec(path)?.[0])
    expect([...new Set(rings)].sort()).toEqual([
      ...['cli', 'http', 'memory', 'mysql', 'observability', 'security', 'sql', 'sqlite', 'system'].map(
        (name) => `adapters/${name}`,
      ),
      'application',
      'bootstrap',
      'domain',
      'main.ts',
      'worker.ts',
    ])
  })

  it.each(
    Object.entries(counterExamples).flatMap(([rule, rows]) => rows.map(([path, text]) => ({ rule, path, text }))),
  )('$rule: a violation in $path is found', ({ rule, path, text }) => {
    expect(violations([{ path, text }])).toEqual([expect.stringContaining(`${path}: ${rule}`)])
  })

  it('allows constants and types of use cases to driving adapters, ports to driven ones', () => {
    const list = '../../application/catalogue/show-products.ts'
    const http = [
      `import type { ListProducts } from '${list}'`,
      `import { MAX_PAGE as max, type PageEnd, sortings, wholeCatalogue } from '${list}'`,
      "import { Unavailable } from '../../application/unavailable.ts'",
      "import type { Shop } from '../../application/shop.ts'",
    ].join('\n')
    const sql = `import type { Store } from '../../application/ports/store.ts'\n${'//\n'.repeat(199)}`
    const allowed = [
      { path: 'adapters/http/a.ts', text: http },
      { path: 'adapters/sql/a.ts', text: sql },
    ]
    expect(violations(allowed)).toEqual([])
  })

  it('follows the imports of worker.ts, static and dynamic, but not of types', async () => {
    const real = reachableFrom('worker.ts', await sources()).map(({ path }) => path)
    expect(real).toEqual(expect.arrayContaining(['bootstrap/kiosk.ts', 'adapters/mysql/connection.ts']))

    const found = violations([
      { path: 'worker.ts', text: "import { a } from './bootstrap/a.ts'\nimport type { d } from './bootstrap/d.ts'" },
      { path: 'bootstrap/a.ts', text: "const b = () => import('./b.ts')\nexport { c } from './c.ts'" },
      { path: 'bootstrap/b.ts', text: "import 'node:fs/promises'\nimport type { e } from 'node:fs'\nimport './a.ts'" },
      { path: 'bootstrap/c.ts', text: "import '../adapters/sqlite/c.ts'\nimport '../adapters/security/c.ts'" },
      { path: 'bootstrap/d.ts', text: "import 'node:fs'" },
      { path: 'adapters/sqlite/c.ts', text: "import 'node:sqlite'" },
      { path: 'adapters/security/c.ts', text: "import '@node-rs/argon2'" },
    ])
    const rule = 'worker.ts loads nothing that workerd lacks'
    expect(found).toEqual([
      `bootstrap/b.ts: ${rule}: node:fs/promises`,
      `adapters/sqlite/c.ts: ${rule}: node:sqlite`,
      `adapters/security/c.ts: ${rule}: @node-rs/argon2`,
    ])
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
