import { describe, expect, it } from 'vitest'
import { fair } from '../../../src/adapters/security/fair-queue.ts'
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
  const run = limited({
    concurrency: 2,
    ...(queue === undefined ? {} : { discipline: fair(queue) }),
    timeout,
    refusal: 'too many',
  })
  const start = (name: string, keys?: readonly string[]) => {
    const task = Promise.withResolvers<string>()
    const answer = run(() => {
      begun.push(name)
      return task.promise
    }, keys)
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

  it('take turns by their keys, so that what one asks for delays no other', async () => {
    const { begun, start } = open(1_000)
    const running = [start('x'), start('y')]
    const guess = (i: number) => start(`guess ${i}`, [`account ${i % 3}`, 'from the attacker'])
    const guesses = Array.from({ length: 500 }, (_, i) => guess(i))
    const owners = [start('owner 0', ['account 0', 'from home']), start('owner 9', ['account 9', 'from work'])]
    for (const each of [...running, ...guesses, ...owners]) each.resolve('done')
    await Promise.all([...guesses, ...owners].map(({ answer }) => answer))
    expect(begun.indexOf('owner 0')).toBeLessThan(8)
    expect(begun.indexOf('owner 9')).toBeLessThan(8)
    expect(begun).toHaveLength(504)
  })

  it.each([
    ['one network guesses at many accounts', (i: number) => [`account ${i}`, 'from the attacker']],
    ['many networks guess at one account', (i: number) => ['account 0', `from ${i}`]],
    ['eight networks guess at the account of the owner', (i: number) => ['account 9', `from ${i % 8}`]],
  ])('are refused of those who crowd the queue when %s', async (_, keysOf) => {
    const { begun, start } = open(16)
    const running = [start('x'), start('y')]
    const guesses = Array.from({ length: 512 }, (_, i) => start(`guess ${i}`, keysOf(i)))
    const owner = start('owner', ['account 9', 'from home'])
    const refused = Promise.allSettled(guesses.map(({ answer }) => answer))
    for (const each of [...running, ...guesses, owner]) each.resolve('done')
    expect(await owner.answer).toBe('done')
    // After one of each network.
    expect(begun.indexOf('owner')).toBeLessThan(12)
    expect((await refused).filter(({ status }) => status === 'rejected')).toHaveLength(512 - 15)
  })
})
