import { describe, expect, it } from 'vitest'
import { batched } from '../../../src/application/batched.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'

/** A `run` that doubles numbers, keeps the batches it was given, and waits for `open` before it answers. */
const recorder = (runOne: (n: number, attempt: number) => number = (n) => n * 2) => {
  const batches: (readonly number[])[] = []
  const gate = Promise.withResolvers<void>()
  const run = async (numbers: readonly number[]) => {
    batches.push(numbers)
    await gate.promise
    return numbers.map((n) => runOne(n, batches.length))
  }
  return { batches, run, open: () => gate.resolve() }
}
const once = { limit: 64, repeatable: false }
const away = new Unavailable('the store is away')
const lost = new Unavailable('the answer to a COMMIT was lost', { outcome: 'unknown' })

describe('a batch', () => {
  it('runs the first command at once and all that gather meanwhile together, in order', async () => {
    const { batches, run, open } = recorder()
    const { submit } = batched(run, once)
    const results = [1, 2, 3, 4, 5].map((n) => submit(n))
    open()
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8, 10])
    expect(batches).toEqual([[1], [2, 3, 4, 5]])
  })

  it('takes no more than its limit into one batch', async () => {
    const { batches, run, open } = recorder()
    const { submit } = batched(run, { limit: 3, repeatable: false })
    const results = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => submit(n))
    open()
    await Promise.all(results)
    expect(batches.map((group) => group.length)).toEqual([1, 3, 3, 1])
    expect(batches.flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('answers again after it has been idle', async () => {
    const { run, open } = recorder()
    open()
    const { submit } = batched(run, once)
    expect(await submit(1)).toBe(2)
    expect(await submit(2)).toBe(4)
  })

  it('lets a poisoned member fail alone', async () => {
    const { batches, run, open } = recorder((n) => {
      if (n === 3) throw new Error('poison')
      return n * 2
    })
    const { submit } = batched(run, once)
    const results = [1, 2, 3, 4].map((n) => submit(n))
    open()
    expect(await Promise.allSettled(results)).toMatchObject([
      { value: 2 },
      { value: 4 },
      { status: 'rejected', reason: { message: 'poison' } },
      { value: 8 },
    ])
    expect(batches).toEqual([[1], [2, 3, 4], [2], [3], [4]])
  })

  it.each([true, false])(
    'tells all at once that the store is away, and tries nobody again (repeatable: %s)',
    async (repeatable) => {
      const { batches, run, open } = recorder(() => {
        throw away
      })
      const { submit } = batched(run, { limit: 64, repeatable })
      const results = Promise.allSettled([1, 2, 3].map((n) => submit(n)))
      open()
      expect(await results).toEqual(Array(3).fill({ status: 'rejected', reason: away }))
      expect(batches).toEqual([[1], [2, 3]])
    },
  )

  it('gives up on the rest when the store goes away while members are run one by one', async () => {
    const { batches, run, open } = recorder((n, attempt) => {
      if (attempt === 2) throw new Error('poison')
      if (n === 3) throw away
      return n * 2
    })
    const { submit } = batched(run, once)
    const results = [1, 2, 3, 4].map((n) => submit(n))
    open()
    const settled = await Promise.allSettled(results)
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected'])
    expect(batches).toEqual([[1], [2, 3, 4], [2], [3]])
  })

  it('lets at most 4,096 wait', async () => {
    const { run, open } = recorder()
    const { submit } = batched(run, once)
    const waiting = Array.from({ length: 4_097 }, (_, n) => submit(n))
    await expect(submit(4_097)).rejects.toThrow('too many are waiting')
    open()
    expect(await Promise.all(waiting)).toHaveLength(4_097)
  })

  it('runs a batch again whose outcome is unknown only when repeating does no harm', async () => {
    for (const repeatable of [true, false]) {
      const { batches, run, open } = recorder((n, attempt) => {
        if (attempt === 1) throw lost
        return n * 2
      })
      const { submit } = batched(run, { limit: 64, repeatable })
      const result = Promise.allSettled([submit(1)])
      open()
      expect((await result).map(({ status }) => status)).toEqual([repeatable ? 'fulfilled' : 'rejected'])
      expect(batches).toHaveLength(repeatable ? 2 : 1)
    }
  })

  it('does not say that nothing happened when it could not find out', async () => {
    const { run, open } = recorder((_, attempt) => {
      throw attempt === 1 ? lost : away
    })
    const { submit } = batched(run, { limit: 64, repeatable: true })
    open()
    await expect(submit(1)).rejects.toBe(lost)
  })

  it('does not say so to those either whom it could not run one by one', async () => {
    const { run, open } = recorder((n, attempt) => {
      if (attempt === 1) return n
      if (attempt === 3) throw new Error('poison')
      throw attempt === 2 ? lost : away
    })
    const { submit } = batched(run, { limit: 64, repeatable: true })
    const results = Promise.allSettled([1, 2, 3].map((n) => submit(n)))
    open()
    const unknown = { status: 'rejected', reason: lost }
    expect(await results).toMatchObject([{ value: 1 }, unknown, unknown])
  })

  it('says unknown to the one whose outcome is, and not to those behind it who were never tried', async () => {
    const { run, open } = recorder((n, attempt) => {
      if (attempt === 1) return n
      if (attempt === 2) throw new Error('poison')
      throw lost
    })
    const { submit } = batched(run, { limit: 64, repeatable: false })
    const results = Promise.allSettled([1, 2, 3].map((n) => submit(n)))
    open()
    const untried = { status: 'rejected', reason: { name: 'Unavailable', outcome: 'nothing_happened' } }
    expect(await results).toMatchObject([{ value: 1 }, { status: 'rejected', reason: lost }, untried])
  })

  it('does not forget that the outcome is unknown when asking again meets a defect', async () => {
    const { run, open } = recorder((_, attempt) => {
      throw attempt === 1 ? lost : new Error('a defect')
    })
    const { submit } = batched(run, { limit: 64, repeatable: true })
    open()
    await expect(submit(1)).rejects.toMatchObject({ outcome: 'unknown', cause: new Error('a defect') })
  })

  it('takes an answer of the wrong length for a failure of everyone, not for an answer', async () => {
    const { submit } = batched<number, number>(async () => [], once)
    await expect(submit(1)).rejects.toThrow('0 results for 1 commands')
  })

  it('says how many were in each batch that was run, however often it was tried', async () => {
    const { run, open } = recorder((n, attempt) => {
      if (attempt === 2) throw lost
      return n * 2
    })
    const sizes: number[] = []
    const { submit } = batched(run, { limit: 64, repeatable: true, onBatch: (size) => sizes.push(size) })
    const results = Promise.allSettled([1, 2, 3, 4].map((n) => submit(n)))
    open()
    expect(await results).toMatchObject([{ value: 2 }, { value: 4 }, { value: 6 }, { value: 8 }])
    expect(sizes).toEqual([1, 3])
  })

  it('answers all it took when it is drained, and takes no more', async () => {
    const { run, open } = recorder()
    const { submit, drain } = batched(run, { limit: 2, repeatable: false })
    const results = [1, 2, 3, 4, 5].map((n) => submit(n))
    let closed = false
    const closing = drain().then(() => {
      closed = true
    })
    await expect(submit(6)).rejects.toThrow('the shop is closing')
    expect(closed).toBe(false)
    open()
    await closing
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8, 10])
  })
})
