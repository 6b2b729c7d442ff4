import { describe, expect, it } from 'vitest'
import { grouped } from '../../src/application/grouped.ts'
import { type Outage, Unavailable } from '../../src/application/ports/unavailable.ts'

/** A `settle` that doubles numbers, keeps the groups it was given, and waits for `open` before it answers. */
const recorder = (settleOne: (n: number, attempt: number) => number = (n) => n * 2) => {
  const groups: (readonly number[])[] = []
  const gate = Promise.withResolvers<void>()
  const settle = async (numbers: readonly number[]) => {
    groups.push(numbers)
    await gate.promise
    return numbers.map((n) => settleOne(n, groups.length))
  }
  return { groups, settle, open: () => gate.resolve() }
}
const once = { limit: 64, repeatable: false }
const outage = (kind: Outage) => new Unavailable('the store is away', kind)

describe('group settlement', () => {
  it('settles the first command at once and all that gather meanwhile together, in order', async () => {
    const { groups, settle, open } = recorder()
    const submit = grouped(settle, once)
    const results = [1, 2, 3, 4, 5].map((n) => submit(n))
    open()
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8, 10])
    expect(groups).toEqual([[1], [2, 3, 4, 5]])
  })

  it('takes no more than its limit into one group', async () => {
    const { groups, settle, open } = recorder()
    const submit = grouped(settle, { limit: 3, repeatable: false })
    const results = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => submit(n))
    open()
    await Promise.all(results)
    expect(groups.map((group) => group.length)).toEqual([1, 3, 3, 1])
    expect(groups.flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('answers again after it has been idle', async () => {
    const { settle, open } = recorder()
    open()
    const submit = grouped(settle, once)
    expect(await submit(1)).toBe(2)
    expect(await submit(2)).toBe(4)
  })

  it('lets a poisoned member fail alone', async () => {
    const { groups, settle, open } = recorder((n) => {
      if (n === 3) throw new Error('poison')
      return n * 2
    })
    const submit = grouped(settle, once)
    const results = [1, 2, 3, 4].map((n) => submit(n))
    open()
    expect(await Promise.allSettled(results)).toMatchObject([
      { value: 2 },
      { value: 4 },
      { status: 'rejected', reason: { message: 'poison' } },
      { value: 8 },
    ])
    expect(groups).toEqual([[1], [2, 3, 4], [2], [3], [4]])
  })

  it('settles a group once more when an outage interrupted it', async () => {
    const { groups, settle, open } = recorder((n, attempt) => {
      if (attempt === 2) throw outage('away')
      return n * 2
    })
    const submit = grouped(settle, once)
    const results = [1, 2, 3].map((n) => submit(n))
    open()
    expect(await Promise.all(results)).toEqual([2, 4, 6])
    expect(groups).toEqual([[1], [2, 3], [2, 3]])
  })

  it('tells all at once when the store stays away, and does not try them one by one', async () => {
    const { groups, settle, open } = recorder(() => {
      throw outage('away')
    })
    const submit = grouped(settle, once)
    const results = Promise.allSettled([1, 2, 3].map((n) => submit(n)))
    open()
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(groups).toEqual([[1], [1], [2, 3], [2, 3]])
  })

  it('gives up on the rest when the store goes away while members are settled one by one', async () => {
    const { groups, settle, open } = recorder((n, attempt) => {
      if (attempt === 2) throw new Error('poison')
      if (n === 3) throw outage('away')
      return n * 2
    })
    const submit = grouped(settle, once)
    const results = [1, 2, 3, 4].map((n) => submit(n))
    open()
    const settled = await Promise.allSettled(results)
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected'])
    expect(groups).toEqual([[1], [2, 3, 4], [2], [3]])
  })

  it.each<Outage>(['contended', 'late'])('does not make everyone wait for the same again (%s)', async (kind) => {
    const { groups, settle, open } = recorder(() => {
      throw outage(kind)
    })
    const submit = grouped(settle, once)
    const results = Promise.allSettled([1, 2, 3].map((n) => submit(n)))
    open()
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(groups).toEqual([[1], [2, 3]])
  })

  it('lets only so many wait', async () => {
    const { settle, open } = recorder()
    const submit = grouped(settle, once)
    const waiting = Array.from({ length: 4_097 }, (_, n) => submit(n))
    await expect(submit(4_097)).rejects.toThrow('too many are waiting')
    open()
    expect(await Promise.all(waiting)).toHaveLength(4_097)
  })

  it('repeats a group whose outcome is unknown only when repeating does no harm', async () => {
    for (const repeatable of [true, false]) {
      const { groups, settle, open } = recorder((n, attempt) => {
        if (attempt === 1) throw outage('unknown')
        return n * 2
      })
      const submit = grouped(settle, { limit: 64, repeatable })
      const result = Promise.allSettled([submit(1)])
      open()
      expect((await result).map(({ status }) => status)).toEqual([repeatable ? 'fulfilled' : 'rejected'])
      expect(groups).toHaveLength(repeatable ? 2 : 1)
    }
  })

  it('does not say that nothing happened when it could not find out', async () => {
    const { settle, open } = recorder((_, attempt) => {
      throw outage(attempt === 1 ? 'unknown' : 'late')
    })
    const submit = grouped(settle, { limit: 64, repeatable: true })
    open()
    await expect(submit(1)).rejects.toMatchObject({ outage: 'unknown' })
  })

  it('does not say so to those either whom it could not settle one by one', async () => {
    const { settle, open } = recorder((n, attempt) => {
      if (attempt === 1) return n
      throw attempt === 3 ? new Error('poison') : outage(attempt === 2 ? 'unknown' : 'late')
    })
    const submit = grouped(settle, { limit: 64, repeatable: true })
    const results = Promise.allSettled([1, 2, 3].map((n) => submit(n)))
    open()
    const unknown = { reason: { outage: 'unknown' } }
    expect(await results).toMatchObject([{ value: 1 }, unknown, unknown])
  })

  it('takes an answer of the wrong length for a failure of everyone, not for an answer', async () => {
    const submit = grouped<number, number>(async () => [], once)
    await expect(submit(1)).rejects.toThrow('0 results for 1 commands')
  })

  it('answers all it took when it closes, and takes no more', async () => {
    const { settle, open } = recorder()
    const submit = grouped(settle, { limit: 2, repeatable: false })
    const results = [1, 2, 3, 4, 5].map((n) => submit(n))
    let closed = false
    const closing = submit.close().then(() => {
      closed = true
    })
    await expect(submit(6)).rejects.toThrow('the shop is closing')
    expect(closed).toBe(false)
    open()
    await closing
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8, 10])
  })
})
