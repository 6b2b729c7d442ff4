/** A source file as the rules see it: where it is below `src/`, and what it says. */
export type Source = { readonly path: string; readonly text: string }

export type Import = {
  readonly specifier: string
  /** The names of what is there when the shop runs; `*` for all that the module exports. */
  readonly values: readonly string[]
  /** `import type` and `export type` leave nothing behind; a braces list of types alone loads the module all the same. */
  readonly erased: boolean
}

export const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

const STATEMENT = /\b(import|export)\s+(type\s+)?([^'"`;=()]*?)\bfrom\s*(['"`])([^'"`]+)\4/g
const BARE = /\bimport(?:\s*\(\s*|\s+)(['"`])([^'"`]+)\1/g

/** The value names of `a, { b, type C, d as e }`, as their module calls them. */
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

/** What a file imports or passes on, statically or not. */
export const importsOf = ({ text }: Source): readonly Import[] => {
  const said = withoutComments(text)
  const statements = Array.from(said.matchAll(STATEMENT), ([, , type, clause = '', , specifier = '']): Import => {
    const erased = type !== undefined
    return { specifier, erased, values: erased ? [] : valuesIn(clause) }
  })
  const bare = Array.from(
    said.matchAll(BARE),
    ([, , specifier = '']): Import => ({ specifier, erased: false, values: ['*'] }),
  )
  return [...statements, ...bare]
}

export const specifiersOf = (source: Source): readonly string[] => importsOf(source).map(({ specifier }) => specifier)

/** The path below `src/` that a relative specifier means; any other stays what it is. */
export const resolve = (path: string, specifier: string): string =>
  specifier.startsWith('.') ? new URL(specifier, `file:///${path}`).pathname.slice(1) : specifier

/** The file and all that it loads, directly or through others, when it starts or later. */
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
