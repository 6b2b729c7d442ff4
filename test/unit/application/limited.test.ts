import { describe, expect, it } from 'vitest'
import { limited } from '../../../src/application/limited.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'

/** Tasks that the test ends; `expire` ends all waits that have begun. */
const open = (queue?: number) => {
  const waits: PromiseWithResolvers<void>[] = []
  const timeout = () => {
    const begun = Promise.withResolvers<void>()
    waits.push(begun)
    return begun.promise
  }
  const begun: string[] = []
  const run = limited({ concurrency: 2, ...(queue === undefined ? {} : { queue }), timeout, refusal: 'too many' })
  const start = (name: string) => {
    const task = Promise.withResolvers<string>()
    const answer = run(() => {
      begun.push(name)
      return task.promise
    })
    answer.catch(() => undefined)
    return { ...task, answer }
  }
  const expire = async () => {
    for (const { resolve } of waits) resolve()
    await Promise.all(waits.map(({ promise }) => promise))
  }
  return { begun, start, expire }
}

describe('limited tasks', () => {
  it('run two at a time, the others in the order in which they came, also after a failure', async () => {
    const { begun, start } = open()
    const [a, b, c, d] = [start('a'), start('b'), start('c'), start('d')]
    expect(begun).toEqual(['a', 'b'])
    a.reject(new Error('a fault'))
    await expect(a.answer).rejects.toThrow('a fault')
    await expect.poll(() => begun).toEqual(['a', 'b', 'c'])
    for (const each of [b, c, d]) each.resolve('done')
    expect(await Promise.all([b.answer, c.answer, d.answer])).toEqual(['done', 'done', 'done'])
  })

  it('are refused when they have waited too long, and take no slot then', async () => {
    const { begun, start, expire } = open()
    const [a, b, c] = [start('a'), start('b'), start('c')]
    await expire()
    await expect(c.answer).rejects.toEqual(new Unavailable('too many'))
    for (const each of [a, b]) each.resolve('done')
    await Promise.all([a.answer, b.answer])
    const late = [start('d'), start('e'), start('f')]
    expect(begun).toEqual(['a', 'b', 'd', 'e'])
    late[0]?.resolve('done')
    await expect.poll(() => begun).toEqual(['a', 'b', 'd', 'e', 'f'])
    // Its wait ends after its turn came.
    await expire()
    late[2]?.resolve('done')
    expect(await late[2]?.answer).toBe('done')
  })

  it('are refused at once when too many wait', async () => {
    const { start } = open(1)
    const [, , c, d] = [start('a'), start('b'), start('c'), start('d')]
    await expect(d?.answer).rejects.toEqual(new Unavailable('too many'))
    expect(await Promise.race([c?.answer, 'waits'])).toBe('waits')
  })
})
