import { homeless } from './packages.ts'
import { importsOf, reachableFrom, resolve, type Source, specifiersOf, withoutComments } from './sources.ts'

const DRIVING = ['adapters/cli', 'adapters/http']

/** Which rings a ring may import from; adapters are rings of their own. Only `worker.ts` and the bootstrap see both sides. */
const mayImport = (from: string, to: string): boolean => {
  if (from === to) return true
  if (from === 'domain' || to === 'main' || to === 'worker') return false
  if (from === 'application') return to === 'domain'
  if (from === 'main') return to === 'bootstrap'
  if (from === 'worker' || from === 'bootstrap') return true
  if (to === 'adapters/sql') return from === 'adapters/mysql' || from === 'adapters/sqlite'
  return to === 'application' || to === 'domain'
}

const ringOf = (path: string): string => {
  const [first = '', second = ''] = path.split('/')
  if (first === 'adapters') return `adapters/${second}`
  return first.endsWith('.ts') ? first.slice(0, -'.ts'.length) : first
}

const isInner = ({ path }: Source): boolean => /^(?:domain|application)\//.test(path)

/** What there is to know of a use case without making one: what is written in capitals, and these. */
const isConstant = (name: string): boolean =>
  /^[A-Z][A-Z\d_]*$/.test(name) || ['sortings', 'wholeCatalogue'].includes(name)

const USE_CASES = /^application\/(?!ports\/)[a-z]+\//
const SHOP = /^application\/(?:shop|unavailable)\.ts$/

/** Names of the outside world that the inner rings must not say: they get time, chance and the rest through ports. */
const OUTSIDE =
  /\bDate\(\)|\b(?:Date\.now|performance|Math\.random|crypto|console|process|globalThis|fetch|set(?:Timeout|Interval|Immediate)|queueMicrotask|structuredClone|Buffer|eval|Intl)\b/

const lengthOf = ({ text }: Source): number => text.trimEnd().split('\n').length

/** What an adapter imports from the application. */
const askedOfApplication = (source: Source) =>
  source.path.startsWith('adapters/')
    ? importsOf(source)
        .map((each) => ({ ...each, target: resolve(source.path, each.specifier) }))
        .filter(({ target }) => target.startsWith('application/'))
    : []

const isDriving = ({ path }: Source): boolean => DRIVING.includes(ringOf(path))

const RULES: Readonly<Record<string, (source: Source) => readonly string[]>> = {
  'dependencies point inwards': (source) =>
    specifiersOf(source)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => resolve(source.path, specifier))
      .filter((target) => !mayImport(ringOf(source.path), ringOf(target))),

  'the ports know the domain and nothing of those who use them': (source) =>
    source.path.startsWith('application/ports/')
      ? specifiersOf(source).filter((specifier) => /^application\/(?!ports\/)/.test(resolve(source.path, specifier)))
      : [],

  'a driving adapter knows the shop and not what the shop needs': (source) =>
    askedOfApplication(source)
      .map(({ target }) => target)
      .filter((target) => isDriving(source) && !SHOP.test(target) && !USE_CASES.test(target)),

  'a driving adapter makes no use case': (source) =>
    askedOfApplication(source)
      .filter(({ target }) => isDriving(source) && (USE_CASES.test(target) || target === 'application/shop.ts'))
      .flatMap(({ values }) => values.filter((name) => !isConstant(name))),

  'a driven adapter knows its ports and not who asks': (source) =>
    askedOfApplication(source)
      .map(({ target }) => target)
      .filter((target) => !isDriving(source) && !/^application\/(?:ports\/|unavailable\.ts$)/.test(target)),

  'the inner rings import no package': (source) =>
    isInner(source) ? specifiersOf(source).filter((specifier) => !specifier.startsWith('.')) : [],

  'the inner rings know no clock, chance or runtime': (source) =>
    isInner(source)
      ? withoutComments(source.text)
          .split('\n')
          .filter((line) => OUTSIDE.test(line) && !line.trimStart().startsWith('import '))
      : [],

  'every package has its home': (source) => (isInner(source) ? [] : homeless(source)),

  'relative imports carry .ts': (source) =>
    specifiersOf(source).filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('.ts')),

  'a file is named for what is in it': ({ path }) =>
    /(?:^|\/)(?:index|utils?|helpers?|common|shared|base|manager|misc)\.ts$/.test(path) ? [path] : [],

  'a file has at most 200 lines': (source) =>
    !source.path.includes('/migrations/') && lengthOf(source) > 200 ? [source.path] : [],

  'main.ts has at most 30 lines': (source) => (source.path === 'main.ts' && lengthOf(source) > 30 ? [source.path] : []),

  'nothing tells the compiler to look away': ({ text }) =>
    withoutComments(text)
      .split('\n')
      .filter((line) => /\bas (?:any|unknown as)\b|<any>|: any\b|@ts-(?:ignore|expect-error|nocheck)/.test(line)),
}

const LACKING_ON_WORKERD = /^node:(?:sqlite|fs)(?:\/|$)|^@node-rs\/argon2$/

/** What `worker.ts` would load that workerd does not have, by whatever way. */
const lackingOnWorkerd = (sources: readonly Source[]): readonly string[] =>
  reachableFrom('worker.ts', sources).flatMap((source) =>
    importsOf(source)
      .filter(({ specifier, erased }) => !erased && LACKING_ON_WORKERD.test(specifier))
      .map(({ specifier }) => `${source.path}: worker.ts loads nothing that workerd lacks: ${specifier}`),
  )

/** Every breach of every rule, as a sentence. */
export const breaches = (sources: readonly Source[]): readonly string[] => [
  ...Object.entries(RULES).flatMap(([rule, check]) =>
    sources.flatMap((source) => check(source).map((what) => `${source.path}: ${rule}: ${what.trim()}`)),
  ),
  ...lackingOnWorkerd(sources),
]
