import { type Source, specifiersOf } from './sources.ts'

/** Where each package may be imported; the first pattern that matches a specifier decides. */
const HOMES: readonly (readonly [specifier: RegExp, home: RegExp])[] = [
  [/^mysql2(?:\/|$)/, /^adapters\/mysql\//],
  [/^node:sqlite$/, /^adapters\/sqlite\//],
  [/^node:console$/, /^worker\.ts$/],
  [/^node:/, /^(?:adapters\/|bootstrap\/|main\.ts$)/],
  [/^hono\/jwt$/, /^adapters\/(?:http|security)\//],
  [/^hono$/, /^adapters\/(?:http\/|observability\/metrics\.ts$)/],
  [/^(?:hono\/|@hono\/)/, /^adapters\/http\//],
  [/^zod$/, /^(?:adapters\/(?:http\/(?:schemas|middleware)|security)\/|bootstrap\/configuration\.ts$)/],
  [/^prom-client$/, /^adapters\/observability\/metrics\.ts$/],
  [/^(?:@node-rs\/argon2$|@zxcvbn-ts\/)/, /^adapters\/security\//],
  [/^csv-parse(?:\/|$)/, /^adapters\/cli\//],
  [/^uuidv7$/, /^adapters\/system\//],
]

/** The packages that a file imports outside their home; an unknown package has none. */
export const misplacedPackages = (source: Source): readonly string[] =>
  specifiersOf(source)
    .filter((specifier) => !specifier.startsWith('.'))
    .filter((specifier) => !HOMES.find(([pattern]) => pattern.test(specifier))?.[1].test(source.path))
