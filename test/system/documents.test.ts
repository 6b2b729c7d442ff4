import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { problemOf } from '../../src/adapters/http/problems.ts'
import { prometheus } from '../../src/adapters/observability/metrics.ts'
import { settings } from '../../src/bootstrap/configuration.ts'
import { openKiosk } from '../support/kiosk.ts'
import { blocks, documents, read, root, section, sources } from './documents.ts'

const allMatches = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set(Array.from(text.matchAll(pattern), ([, ...groups]) => groups.join(' ')))].sort()

describe('the documents', () => {
  test('link to files that are there, and name scripts and files that are there', async () => {
    for (const path of await documents()) {
      // The badge of a workflow is an address of the repository's host.
      const links = allMatches(await read(path), /\]\((?!\.\.\/\.\.\/actions\/)([^)#:]+)[^):]*\)/g)
      for (const link of links) expect(existsSync(join(root, dirname(path), link)), `${path}: ${link}`).toBe(true)
    }
    const { scripts } = JSON.parse(await read('package.json'))
    for (const path of await documents()) {
      for (const name of allMatches(await read(path), /npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([name])
    }
    const shown = (await blocks()).filter(({ language }) => language === 'console')
    expect(shown.length).toBeGreaterThan(5)
    for (const { text } of shown) {
      for (const file of allMatches(text, /(?<=^|\s)((?:src|test|bench|docker)\/\S+)/gm)) {
        expect(existsSync(join(root, file)), file).toBe(true)
      }
    }
  })

  test('explain every setting, as .env.example does, and none that is not there', async () => {
    const names = Object.keys(settings.shape)
    const lasting = names.filter((name) => name !== 'NODE_ENV').sort()
    const explained = allMatches(await section('docs/operations.md', 'Settings'), /`([A-Z][A-Z_]+)(?:=[^`]*)?`/g)
    const sampled = allMatches(await read('.env.example'), /^(?:# )?([A-Z_]+)=/gm)
    for (const found of [explained, sampled]) {
      expect(found.filter((name) => lasting.includes(name))).toEqual(lasting)
      expect(found.filter((name) => !names.includes(name.replace(/_FILE$/, '')))).toEqual([])
    }
  })

  test('list every route, and the five of the old application, and no other', async () => {
    const routesIn = (text: string) =>
      allMatches(text, /^\| ([A-Z]+ \/\S*) \|/gm).map((route) => route.replace(/\{\w+\}/, ':id'))
    const routes = openKiosk().app.routes.flatMap(({ method, path }) => (method === 'ALL' ? [] : `${method} ${path}`))
    expect(routesIn(await section('docs/api.md', 'Routes'))).toEqual([...new Set(routes)].sort())
    const five = routesIn(await section('README.md', 'The five calls of the old application'))
    expect(five).toHaveLength(5)
    expect(routes).toEqual(expect.arrayContaining(five))
  })

  test('list every code of an error under its status, and no other', async () => {
    const listed = allMatches(await section('docs/api.md', 'Errors'), /^\| (\d{3}) \| `(\w+)` \|/gm)
    expect(listed).toEqual(
      Object.entries(problemOf)
        .map(([code, [status]]) => `${status} ${code}`)
        .sort(),
    )
  })

  test('say of every warning and error in the log what to do, and of every 503 why', async () => {
    const source = await sources()
    const explained = allMatches(await section('docs/operations.md', 'Logs'), /^\| (warn|error) \| `(\w+)` \|/gm)
    expect(explained).toEqual(allMatches(source, /\blog\(\s*'(warn|error)',\s*'(\w+)'/g))

    const reasons = allMatches(await section('docs/operations.md', 'Read a 503'), /^\| `([^`]+)` \|/gm)
    expect(reasons.length).toBeGreaterThan(10)
    for (const part of reasons.flatMap((reason) => reason.split('…')).map((part) => part.trim())) {
      expect(source).toContain(part)
    }
  })

  test('explain every metric, and alert on metrics that are there', async () => {
    const page = await (await prometheus().app.request('/metrics')).text()
    const metrics = allMatches(page, /^# TYPE (kiosk_\w+) /gm)
    const text = await section('docs/operations.md', 'Metrics')
    expect(allMatches(text, /^\| `(kiosk_\w+)` \|/gm)).toEqual(metrics)

    const [alerts] = (await blocks()).filter(({ language }) => language === 'yaml')
    const rules: readonly { readonly alert: string; readonly expr: string }[] = parse(alerts?.text ?? '').groups[0]
      .rules
    expect(rules.map(({ alert }) => alert)).toHaveLength(3)
    for (const { expr } of rules) {
      const used = allMatches(expr, /\b(kiosk_\w+?)(?:_bucket|_count|_sum)?\b/g)
      expect(used).toHaveLength(1)
      expect(metrics).toEqual(expect.arrayContaining([...used]))
    }
  })
})

describe('the README', () => {
  test('is read in a minute, and says truly how long src is', async () => {
    const text = await read('README.md')
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(120)
    const [said = ''] = allMatches(text, /about ([\d,]+) lines/g)
    const lines = (await sources()).split('\n').length
    expect(Math.abs(lines / Number(said.replace(',', '')) - 1)).toBeLessThan(0.05)
  })

  test('draws the map of src as it is', async () => {
    const [tree = ''] = (await blocks()).flatMap(({ language, text }) => (language === '' ? [text] : []))
    const drawn: string[] = []
    let folder = ''
    for (const [, indent = '', name = ''] of tree.matchAll(/^( +)([\w-]+(?:\/|\.ts))/gm)) {
      if (indent.length === 2) folder = name
      drawn.push(indent.length === 2 ? name : `${folder}${name}`)
    }
    const entries = async (path: string): Promise<readonly string[]> =>
      (await readdir(join(root, 'src', path), { withFileTypes: true }))
        .filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'))
        .map((entry) => `${path}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    expect(drawn.sort()).toEqual([...(await entries('')), ...(await entries('adapters/'))].sort())
  })
})
