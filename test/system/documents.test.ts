import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { problemOf } from '../../src/adapters/http/problems.ts'
import { prometheus } from '../../src/adapters/observability/metrics.ts'
import { settingNames } from '../../src/bootstrap/configuration.ts'
import { openKiosk } from '../support/kiosk.ts'
import { blocks, documents, read, root, section, sources } from './documents.ts'

/** The groups of each match, joined; sorted and unique. */
const allMatches = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set(Array.from(text.matchAll(pattern), ([, ...groups]) => groups.join(' ')))].sort()

const blocksIn = async (language: string) =>
  (await blocks()).flatMap((block) => (block.language === language ? block.text : []))

describe('the documents', () => {
  test('link to files and name scripts and files that exist', async () => {
    const { scripts } = JSON.parse(await read('package.json'))
    for (const path of await documents()) {
      const text = await read(path)
      // The badge of a workflow is an address on the repository's host.
      for (const link of allMatches(text, /\]\((?!\.\.\/\.\.\/actions\/)([^)#:]+)[^):]*\)/g)) {
        expect(existsSync(join(root, dirname(path), link)), `${path}: ${link}`).toBe(true)
      }
      for (const link of allMatches(text, /\]\(([^):]*#[^)]+)\)/g)) {
        const [target = '', anchor] = link.split('#')
        const headings = allMatches(await read(target === '' ? path : join(dirname(path), target)), /^#+ (.+)$/gm)
        const anchors = headings.map((heading) =>
          heading
            .toLowerCase()
            .replaceAll(/[^\w -]/g, '')
            .replaceAll(' ', '-'),
        )
        expect(anchors, `${path}: ${link}`).toContain(anchor)
      }
      for (const name of allMatches(text, /npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([name])
    }
    const shown = await blocksIn('console')
    expect(shown.length).toBeGreaterThan(5)
    for (const file of allMatches(shown.join('\n'), /(?<=^|\s)((?:src|test|bench|docker)\/\S+)/gm)) {
      expect(existsSync(join(root, file)), file).toBe(true)
    }
  })

  test('explain every setting, as .env.example does, and no other', async () => {
    const explained = allMatches(await section('docs/operations.md', 'Settings'), /`([A-Z][A-Z_]+)(?:=[^`]*)?`/g)
    const sampled = allMatches(await read('.env.example'), /^(?:# )?([A-Z_]+)=/gm)
    for (const found of [explained, sampled]) {
      expect(found).toEqual(expect.arrayContaining(settingNames.filter((name) => name !== 'NODE_ENV')))
      expect(settingNames).toEqual(expect.arrayContaining(found.map((name) => name.replace(/_FILE$/, ''))))
    }
  })

  test('list every route, the five of the old application, and no other', async () => {
    const routesIn = (text: string) =>
      allMatches(text, /^\| ([A-Z]+ \/\S*) \|/gm).map((route) => route.replace(/\{\w+\}/, ':id'))
    const routes = openKiosk().app.routes.flatMap(({ method, path }) => (method === 'ALL' ? [] : `${method} ${path}`))
    expect(routesIn(await section('docs/api.md', 'Routes'))).toEqual([...new Set(routes)].sort())
    const five = routesIn(await section('README.md', 'The five calls of the old application'))
    expect(five).toHaveLength(5)
    expect(routes).toEqual(expect.arrayContaining(five))
  })

  test('list every error code under its status, and no other', async () => {
    const listed = allMatches(await section('docs/api.md', 'Errors'), /^\| (\d{3}) \| `(\w+)` \|/gm)
    const codes = Object.entries(problemOf).map(([code, [status]]) => `${status} ${code}`)
    expect(listed).toEqual(codes.sort())
  })

  test('say what to do about every warning and error in the log, and why there is a 503', async () => {
    const source = await sources()
    const explained = allMatches(await section('docs/operations.md', 'Logs'), /^\| (warn|error) \| `(\w+)` \|/gm)
    const logged = allMatches(source, /\blog\(\s*'(warn|error)',\s*'(\w+)'/g)
    // Logged under the refusal's own type.
    expect(explained).toEqual([...logged, 'warn refresh_token_reused'].sort())

    const reasons = allMatches(await section('docs/operations.md', 'Read a 503'), /^\| `([^`]+)` \|/gm)
    expect(reasons.length).toBeGreaterThan(10)
    for (const part of reasons.join('…').split('…')) expect(source).toContain(part.trim())
  })

  test('explain every metric, and alert on metrics that exist', async () => {
    const page = await (await prometheus().app.request('/metrics')).text()
    const metrics = allMatches(page, /^# TYPE (kiosk_\w+) /gm)
    expect(allMatches(await section('docs/operations.md', 'Metrics'), /^\| `(kiosk_\w+)` \|/gm)).toEqual(metrics)

    const [alerts = ''] = await blocksIn('yaml')
    const groups: readonly { readonly rules: readonly { readonly expr: string }[] }[] = parse(alerts).groups
    const rules = groups.flatMap((group) => group.rules)
    expect(rules).toHaveLength(6)
    const source = await sources()
    for (const { expr } of rules) {
      const [used, ...others] = allMatches(expr, /\b(kiosk_\w+?)(?:_bucket|_count|_sum)?\b/g)
      expect(metrics).toContain(used)
      expect(others).toEqual([])
      for (const event of allMatches(expr, /event="(\w+)"/g)) expect(source).toContain(`'${event}'`)
    }
  })
})

describe('the README', () => {
  test('has at most 120 lines, and the true length of src', async () => {
    const text = await read('README.md')
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(120)
    const [length = ''] = allMatches(text, /about ([\d,]+) lines/g)
    const lines = (await sources()).split('\n').length
    expect(Math.abs(lines / Number(length.replace(',', '')) - 1)).toBeLessThan(0.05)
  })

  test('maps src as it is', async () => {
    const [tree = ''] = await blocksIn('')
    const mapped: string[] = []
    let folder = ''
    for (const [, indent = '', name = ''] of tree.matchAll(/^( +)([\w-]+(?:\/|\.ts))/gm)) {
      if (indent.length === 2) folder = name
      mapped.push(indent.length === 2 ? name : `${folder}${name}`)
    }
    const entries = async (path: string): Promise<readonly string[]> =>
      (await readdir(join(root, 'src', path), { withFileTypes: true }))
        .filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'))
        .map((entry) => `${path}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    expect(mapped.sort()).toEqual([...(await entries('')), ...(await entries('adapters/'))].sort())
  })
})
