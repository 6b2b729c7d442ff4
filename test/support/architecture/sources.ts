/** A source file; `path` is relative to `src/`. */
export type Source = { readonly path: string; readonly text: string }

export type Import = {
  readonly specifier: string
  /** The imported names but types; `*` for all exports of the module. */
  readonly values: readonly string[]
  /** `import type` and `export type` load nothing; a list of types in braces does load its module. */
  readonly erased: boolean
}

export const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

const STATEMENT = /\b(import|export)\s+(type\s+)?([^'"`;=()]*?)\bfrom\s*(['"`])([^'"`]+)\4/g
const BARE = /\bimport(?:\s*\(\s*|\s+)(['"`])([^'"`]+)\1/g

/** The exported names of the values in `a, { b, type C, d as e }`. */
const valuesIn = (clause: string): readonly string[] => {
  const [, before = '', braces = ''] = /^([^{]*)(?:\{([\s\S]*)\})?/.exec(clause) ?? []
  const whole = before.replace(',', '').trim()
  const named = braces
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.split(/\s+as\s+/)[0] ?? '')
  return whole === '' ? named : ['*', ...named]
}

/** Static and dynamic imports, and exports from other modules. */
export const importsOf = (source: Source): readonly Import[] => {
  const text = withoutComments(source.text)
  const statements = Array.from(text.matchAll(STATEMENT), ([, , type, clause = '', , specifier = '']): Import => {
    const erased = type !== undefined
    return { specifier, erased, values: erased ? [] : valuesIn(clause) }
  })
  const bare = Array.from(text.matchAll(BARE), ([, , specifier = '']): Import => {
    return { specifier, erased: false, values: ['*'] }
  })
  return [...statements, ...bare]
}

export const specifiersOf = (source: Source): readonly string[] => importsOf(source).map(({ specifier }) => specifier)

/** The path, relative to `src/`, of a relative specifier; any other is returned unchanged. */
export const resolve = (path: string, specifier: string): string =>
  specifier.startsWith('.') ? new URL(specifier, `file:///${path}`).pathname.slice(1) : specifier

/** The file and all that it loads, directly or transitively, statically or dynamically. */
export const reachableFrom = (entry: string, sources: readonly Source[]): readonly Source[] => {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const reached = new Set<string>()
  const visit = (path: string): void => {
    const source = byPath.get(path)
    if (!source || reached.has(path)) return
    reached.add(path)
    for (const { specifier, erased } of importsOf(source)) if (!erased) visit(resolve(path, specifier))
  }
  visit(entry)
  return sources.filter(({ path }) => reached.has(path))
}
