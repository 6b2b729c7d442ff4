import { misplacedPackages } from './packages.ts'
import { importsOf, reachableFrom, resolve, type Source, specifiersOf, withoutComments } from './sources.ts'

/** Whether a ring may import from another; the ports and each adapter are rings. */
const mayImport = (from: string, to: string): boolean => {
  if (from === to) return true
  if (from === 'domain' || to === 'main' || to === 'worker') return false
  if (from === 'application/ports') return to === 'domain'
  if (from === 'main') return to === 'bootstrap'
  if (from === 'worker' || from === 'bootstrap') return true
  if (to === 'adapters/sql') return from === 'adapters/mysql' || from === 'adapters/sqlite'
  return /^(?:application(?:\/ports)?|domain)$/.test(to)
}

const ringOf = (path: string): string => /^(?:adapters\/|application\/(?=ports\/))?[^/.]+/.exec(path)?.[0] ?? path

const isInner = ({ path }: Source): boolean => /^(?:domain|application)\//.test(path)
const isDriving = ({ path }: Source): boolean => /^adapters\/(?:cli|http)\//.test(path)

/** Exports of use cases that a driving adapter may import. */
const isConstant = (name: string): boolean =>
  /^[A-Z][A-Z\d_]*$/.test(name) || ['sortings', 'wholeCatalogue'].includes(name)

const DRIVING_SIDE = /^application\/(?:(?!ports\/)[a-z]+\/|(?:audit|shop|unavailable)\.ts$)/
const DRIVEN_SIDE = /^application\/(?:ports\/|(?:limited|unavailable)\.ts$)/

/** What the inner rings get through ports. */
const OUTSIDE =
  /\bDate\(\)|\b(?:Date\.now|performance|Math\.random|crypto|console|process|globalThis|fetch|set(?:Timeout|Interval|Immediate)|queueMicrotask|structuredClone|Buffer|eval|Intl)\b/

const relativesOf = (source: Source) => specifiersOf(source).filter((specifier) => specifier.startsWith('.'))

const linesOf = ({ text }: Source): readonly string[] => withoutComments(text).split('\n')

/** What an adapter imports from the application. */
const applicationImports = (source: Source) =>
  source.path.startsWith('adapters/')
    ? importsOf(source)
        .map(({ specifier, values }) => ({ values, target: resolve(source.path, specifier) }))
        .filter(({ target }) => target.startsWith('application/'))
    : []

/** What violates each rule in a source. */
export const RULES: Readonly<Record<string, (source: Source) => readonly string[]>> = {
  'dependencies point inwards': (source) =>
    relativesOf(source)
      .map((specifier) => resolve(source.path, specifier))
      .filter((target) => !mayImport(ringOf(source.path), ringOf(target))),

  'a driving adapter imports use cases, a driven one ports': (source) =>
    applicationImports(source).flatMap(({ target }) =>
      (isDriving(source) ? DRIVING_SIDE : DRIVEN_SIDE).test(target) ? [] : target,
    ),

  'a driving adapter imports no maker of a use case': (source) =>
    applicationImports(source)
      .filter(({ target }) => isDriving(source) && target !== 'application/unavailable.ts')
      .flatMap(({ values }) => values.filter((name) => !isConstant(name))),

  'the inner rings use no clock, chance or runtime': (source) =>
    isInner(source)
      ? linesOf(source).filter((line) => OUTSIDE.test(line) && !line.trimStart().startsWith('import '))
      : [],

  'a package is imported by its adapter only': misplacedPackages,

  'relative imports carry .ts': (source) => relativesOf(source).filter((specifier) => !specifier.endsWith('.ts')),

  'a file is named for what is in it': ({ path }) =>
    /(?:^|\/)(?:index|utils?|helpers?|common|shared|base|manager|misc)\.ts$/.test(path) ? [path] : [],

  'a file has at most 200 lines, and main.ts 30': ({ path, text }) =>
    text.trimEnd().split('\n').length > (path === 'main.ts' ? 30 : 200) && !path.includes('/migrations/') ? [path] : [],

  'no type check is suppressed': (source) =>
    linesOf(source).filter((line) =>
      /\bas (?:any|unknown as)\b|<any>|: any\b|@ts-(?:ignore|expect-error|nocheck)/.test(line),
    ),
}

const LACKING_ON_WORKERD = /^node:(?:sqlite|fs)(?:\/|$)|^@node-rs\/argon2$/

const workerViolations = (sources: readonly Source[]): readonly string[] =>
  reachableFrom('worker.ts', sources).flatMap((source) =>
    importsOf(source)
      .filter(({ specifier, erased }) => !erased && LACKING_ON_WORKERD.test(specifier))
      .map(({ specifier }) => `${source.path}: worker.ts loads nothing that workerd lacks: ${specifier}`),
  )

/** Every violation of every rule, one sentence each. */
export const violations = (sources: readonly Source[]): readonly string[] => [
  ...Object.entries(RULES).flatMap(([rule, check]) =>
    sources.flatMap((source) => check(source).map((what) => `${source.path}: ${rule}: ${what.trim()}`)),
  ),
  ...workerViolations(sources),
]
