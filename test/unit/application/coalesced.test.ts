import { describe, expect, it } from 'vitest'
import { coalesced } from '../../../src/application/coalesced.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'

/** Coalesced reads that the test settles. */
const open = () => {
  const reads: PromiseWithResolvers<string>[] = []
  const read = () => {
    const started = Promise.withResolvers<string>()
    reads.push(started)
    return started.promise
  }
  return { reads, ask: coalesced(read, (key: string) => key) }
}

describe('a coalesced read', () => {
  it('is shared by all queries that arrive while another runs, and begins after them', async () => {
    const { reads, ask } = open()
    const first = ask('a')
    const waiting = [ask('a'), ask('a')]
    expect(reads).toHaveLength(1)
    reads[0]?.resolve('old')
    expect(await first).toBe('old')
    expect(reads).toHaveLength(2)
    const last = ask('a')
    reads[1]?.resolve('new')
    expect(await Promise.all(waiting)).toEqual(['new', 'new'])
    expect(reads).toHaveLength(3)
    reads[2]?.resolve('newest')
    expect(await last).toBe('newest')
    void ask('a')
    expect(reads).toHaveLength(4)
  })

  it('is not shared between different keys', () => {
    const { reads, ask } = open()
    void ask('a')
    void ask('b')
    expect(reads).toHaveLength(2)
  })

  it('fails for all waiting queries when the store is unavailable, and is not repeated', async () => {
    const { reads, ask } = open()
    const away = new Unavailable('the store is away')
    const settled = Promise.allSettled([ask('a'), ask('a'), ask('a')])
    reads[0]?.reject(away)
    expect(await settled).toEqual(Array(3).fill({ status: 'rejected', reason: away }))
    void ask('a')
    expect(reads).toHaveLength(2)
  })

  it('is repeated for waiting queries after any other failure', async () => {
    const { reads, ask } = open()
    const [first, second, third] = [ask('a'), ask('a'), ask('a')]
    reads[0]?.reject(new Error('first'))
    await expect(first).rejects.toThrow('first')
    reads[1]?.reject(new Error('second'))
    await expect(second).rejects.toThrow('second')
    await expect(third).rejects.toThrow('second')
    void ask('a')
    expect(reads).toHaveLength(3)
  })
})
