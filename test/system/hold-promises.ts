import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

export const root = join(import.meta.dirname, '../..')

/** What a file promises: sentences, and for each how to tell whether it is so. */
export type Promises<T> = Readonly<Record<string, (subject: T) => boolean>>

/** A way to break a promise: one text of the file, and what stands in its place. */
export type Break = readonly [promise: string, from: string, to: string]

/** The promises that are not kept. A check that misses what it looks at throws: that is no kept promise either. */
const broken = <T>(promises: Promises<T>, read: () => T): readonly string[] =>
  Object.entries(promises).flatMap(([promise, isKept]) => {
    try {
      return isKept(read()) ? [] : [promise]
    } catch (reason) {
      return [`${promise} (${reason})`]
    }
  })

/**
 * Holds a file of the repository to its promises, and the promises to their breaks: each break must be found, as what it
 * is and nothing else beside what is broken already, and no promise is without one.
 */
export const holdPromises = <T>(
  path: string,
  parse: (text: string) => T,
  promises: Promises<T>,
  breaks: readonly Break[],
) => {
  const text = readFileSync(join(root, path), 'utf8')
  const already = broken(promises, () => parse(text))

  test('keeps its promises', () => {
    expect(already).toEqual([])
  })

  test.for(breaks)('no longer “%s” with %j changed to %j', ([promise, from, to]) => {
    expect(text).toContain(from)
    const found = broken(promises, () => parse(text.replaceAll(from, () => to))).filter(
      (each) => !already.includes(each),
    )
    expect(found).toHaveLength(1)
    expect(found[0]?.startsWith(promise)).toBe(true)
  })

  test('has a way to break each of them', () => {
    expect(new Set(breaks.map(([promise]) => promise))).toEqual(new Set(Object.keys(promises)))
  })
}
