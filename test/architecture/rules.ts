/** A source file as the rules see it: where it is below `src/`, and what it says. */
export type Source = { readonly path: string; readonly text: string }

/** Which rings a ring may import from; adapters are rings of their own. */
const mayImport = (from: string, to: string): boolean => {
  if (from === to) return true
  if (from === 'domain') return false
  if (from === 'application') return to === 'domain'
  if (from === 'main') return true
  if (to === 'adapters/sql') return from === 'adapters/mysql' || from === 'adapters/sqlite'
  return to === 'application' || to === 'domain'
}

const ringOf = (path: string): string => {
  const [first = '', second = ''] = path.split('/')
  if (first === 'adapters') return `adapters/${second}`
  return first.endsWith('.ts') ? first.slice(0, -'.ts'.length) : first
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

/** What a file imports, statically or not. */
export const importsOf = ({ text }: Source): readonly string[] =>
  [...withoutComments(text).matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(['"`])([^'"`]+)\1/g)].map(
    (match) => match[2] ?? '',
  )

const resolve = (path: string, specifier: string): string => new URL(specifier, `file:///${path}`).pathname.slice(1)

/** Names of the outside world that the inner rings must not say: they get time, chance and the rest through ports. */
const OUTSIDE =
  /\bDate\(\)|\b(?:Date\.now|performance|Math\.random|crypto|console|process|globalThis|fetch|set(?:Timeout|Interval|Immediate)|queueMicrotask|structuredClone|Buffer|eval|Intl)\b/

const RULES: Readonly<Record<string, (source: Source) => readonly string[]>> = {
  'dependencies point inwards': (source) =>
    importsOf(source)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => resolve(source.path, specifier))
      .filter((target) => !mayImport(ringOf(source.path), ringOf(target))),

  'the inner rings import no package': (source) =>
    /^(?:domain|application)\//.test(source.path)
      ? importsOf(source).filter((specifier) => !specifier.startsWith('.'))
      : [],

  'the inner rings know no clock, chance or runtime': (source) =>
    /^(?:domain|application)\//.test(source.path)
      ? withoutComments(source.text)
          .split('\n')
          .filter((line) => OUTSIDE.test(line) && !line.trimStart().startsWith('import '))
      : [],

  'the HTTP adapter knows the shop and not what the shop needs': (source) =>
    source.path.startsWith('adapters/http/')
      ? importsOf(source).filter((specifier) => /ports\/(?!log|meter|unavailable|queries)/.test(specifier))
      : [],

  'only the SQL adapters say mysql2 and node:sqlite, and only HTTP, tokens and main say hono': (source) =>
    importsOf(source).filter(
      (specifier) =>
        (/^mysql2/.test(specifier) && !source.path.startsWith('adapters/mysql/')) ||
        (specifier === 'node:sqlite' && !source.path.startsWith('adapters/sqlite/')) ||
        (/^(?:hono|@hono)/.test(specifier) && !/^adapters\/(?:http|metrics|security)\//.test(source.path)),
    ),

  'relative imports carry .ts': (source) =>
    importsOf(source).filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('.ts')),

  'a file is named for what is in it': ({ path }) =>
    /(?:^|\/)(?:index|utils?|helpers?|common|shared|base|manager|misc)\.ts$/.test(path) ? [path] : [],

  'a file has at most 200 lines': ({ path, text }) =>
    !path.includes('/migrations/') && text.trimEnd().split('\n').length > 200 ? [path] : [],

  'nothing tells the compiler to look away': ({ text }) =>
    withoutComments(text)
      .split('\n')
      .filter((line) => /\bas (?:any|unknown as)\b|<any>|: any\b|@ts-(?:ignore|expect-error|nocheck)/.test(line)),
}

/** Every breach of every rule, as a sentence. */
export const breaches = (sources: readonly Source[]): readonly string[] =>
  Object.entries(RULES).flatMap(([rule, check]) =>
    sources.flatMap((source) => check(source).map((what) => `${source.path}: ${rule}: ${what.trim()}`)),
  )
