import { describe, expect, it } from 'vitest'
import { batched } from '../../../src/application/batched.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'

const poison = new Error('poison')
const away = new Unavailable('the store is away')
const lost = new Unavailable('the answer to a COMMIT was lost', { outcome: 'unknown' })
const untried = (cause: Error) => expect.objectContaining({ outcome: 'nothing_happened', retryable: true, cause })
const unknown = expect.objectContaining({ outcome: 'unknown', cause: poison })

/** Submits 1, 2, … `count` at once to a run that doubles them; `faults` says which runs fail, counted from 1. */
const submitAll = async (count: number, { faults = {}, limit = 64, idempotent = false }: Script) => {
  const runs: (readonly number[])[] = []
  const sizes: number[] = []
  const run = async (numbers: readonly number[]) => {
    const fault = faults[runs.push(numbers)]
    if (fault) throw fault
    return numbers.map((n) => n * 2)
  }
  const { submit } = batched(run, { limit, idempotent, onBatch: (size) => sizes.push(size) })
  const settled = await Promise.allSettled(Array.from({ length: count }, (_, i) => submit(i + 1)))
  const outcomes = settled.map((each): unknown => (each.status === 'fulfilled' ? each.value : each.reason))
  return { runs, sizes, outcomes }
}
type Faults = Readonly<Record<number, Error>>
type Script = { readonly faults?: Faults; readonly limit?: number; readonly idempotent?: boolean }

describe('a batch', () => {
  it('has the commands submitted while the one before ran, in order, up to the limit', async () => {
    const { runs, sizes, outcomes } = await submitAll(8, { limit: 3 })
    expect(outcomes).toEqual([2, 4, 6, 8, 10, 12, 14, 16])
    expect(runs).toEqual([[1], [2, 3, 4], [5, 6, 7], [8]])
    expect(sizes).toEqual([1, 3, 3, 1])
  })

  it.each<[title: string, faults: Faults, outcomes: unknown[], runs: number[][]]>([
    ['of one fails without a second run', { 1: poison }, [poison, 4, 6, 8], [[1], [2, 3, 4]]],
    ['lets a poisoned member fail alone', { 2: poison, 4: poison }, [2, 4, poison, 8], [[1], [2, 3, 4], [2], [3], [4]]],
    ['is not run again while the store is away', { 1: away, 2: away }, [away, away, away, away], [[1], [2, 3, 4]]],
    [
      'gives up on the rest when the store fails while members run alone',
      { 2: poison, 4: away },
      [2, 4, away, untried(away)],
      [[1], [2, 3, 4], [2], [3]],
    ],
    ['is not run again when its outcome is unknown', { 2: lost }, [2, lost, lost, lost], [[1], [2, 3, 4]]],
    [
      'has an unknown outcome only for the member that ran alone, not for those after it',
      { 2: poison, 3: lost },
      [2, lost, untried(lost), untried(lost)],
      [[1], [2, 3, 4], [2]],
    ],
  ])('%s', async (_, faults, outcomes, runs) => {
    expect(await submitAll(4, { faults })).toMatchObject({ outcomes, runs })
  })

  it('that is idempotent is run again when its outcome is unknown, and counted once', async () => {
    const { runs, sizes, outcomes } = await submitAll(4, { faults: { 2: lost }, idempotent: true })
    expect(outcomes).toEqual([2, 4, 6, 8])
    expect(runs).toEqual([[1], [2, 3, 4], [2, 3, 4]])
    expect(sizes).toEqual([1, 3])
  })

  it.each<[title: string, faults: Faults, outcomes: unknown[], runs: number]>([
    ['is not run again while the store is away', { 2: away }, [2, away, away, away], 2],
    ['has an unknown outcome when the store is away the second time', { 2: lost, 3: away }, [2, lost, lost, lost], 3],
    ['has an unknown outcome for a member that fails alone', { 2: lost, 3: poison, 5: poison }, [2, 4, unknown, 8], 6],
    ['has an unknown outcome if members cannot run alone', { 2: lost, 3: poison, 4: away }, [2, lost, lost, lost], 4],
  ])('that is idempotent %s', async (_, faults, outcomes, runs) => {
    expect(await submitAll(4, { faults, idempotent: true })).toMatchObject({ outcomes, runs: { length: runs } })
  })

  it('fails when the number of results is not that of its commands', async () => {
    const { submit } = batched<number, number>(async () => [], { limit: 1, idempotent: false })
    await expect(submit(1)).rejects.toThrow('0 results for 1 commands')
  })

  it('lets at most 4,096 wait', async () => {
    const { outcomes } = await submitAll(4_098, {})
    expect(outcomes.slice(4_096)).toEqual([8_194, new Unavailable('too many commands are waiting')])
  })

  it('is completed before a drain resolves; a drain rejects new commands', async () => {
    const gate = Promise.withResolvers<void>()
    const run = async (numbers: readonly number[]) => {
      await gate.promise
      return numbers
    }
    const { submit, drain } = batched(run, { limit: 1, idempotent: false })
    const answered: number[] = []
    for (const n of [1, 2]) void submit(n).then((answer) => answered.push(answer))
    const drained = drain().then(() => answered.length)
    await expect(submit(3)).rejects.toThrow('the shop is closing')
    gate.resolve()
    expect(await drained).toBe(2)
  })
})
