import { describe, expect, it } from 'vitest'
import { coalesced } from '../../../src/application/coalesced.ts'
import { Unavailable } from '../../../src/application/unavailable.ts'

/** A read of a value that changes; each read takes the value when it starts and answers when it is told to. */
const slowRead = () => {
  const state = { value: 0, started: 0 }
  const finish: (() => void)[] = []
  const read = async (_key: string) => {
    state.started++
    const { value } = state
    await new Promise<void>((resolve) => finish.push(resolve))
    return value
  }
  return { state, read, finish: () => finish.shift()?.() }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a coalesced read', () => {
  it('is shared by all who ask while another runs, and starts after they asked', async () => {
    const { state, read, finish } = slowRead()
    const ask = coalesced(read, (key) => key)
    const first = ask('a')
    state.value = 1
    const later = Array.from({ length: 100 }, () => ask('a'))
    finish()
    expect(await first).toBe(0)
    await turn()
    finish()
    expect(new Set(await Promise.all(later))).toEqual(new Set([1]))
    expect(state.started).toBe(2)
  })

  it('is never joined once it runs: its answer could be older than the question', async () => {
    const { state, read, finish } = slowRead()
    const ask = coalesced(read, (key) => key)
    const answers = [ask('a'), ask('a')]
    finish()
    await turn()
    state.value = 7
    const afterTheSecondStarted = ask('a')
    finish()
    await turn()
    finish()
    expect(await Promise.all(answers)).toEqual([0, 0])
    expect(await afterTheSecondStarted).toBe(7)
  })

  it('is not shared between different questions', async () => {
    const { state, read, finish } = slowRead()
    const ask = coalesced(read, (key) => key)
    const both = [ask('a'), ask('b')]
    expect(state.started).toBe(2)
    finish()
    finish()
    await Promise.all(both)
  })

  it('is forgotten when it ends: who asks after an outage is not told of it', async () => {
    let away = true
    const ask = coalesced(async (_: string) => {
      if (away) throw new Unavailable('the store is away')
      return 'fine'
    }, String)
    await expect(ask('a')).rejects.toThrow('the store is away')
    away = false
    expect(await ask('a')).toBe('fine')
  })

  it('does not make those who waited wait again when the store is away', async () => {
    let attempts = 0
    const ask = coalesced(async (_: string) => {
      attempts++
      throw new Unavailable('the store is away')
    }, String)
    const settled = await Promise.allSettled([ask('a'), ask('a'), ask('a')])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(attempts).toBe(1)
    await Promise.allSettled([ask('a')])
    expect(attempts).toBe(2)
  })

  it('passes a failure to those who shared it and to nobody after them', async () => {
    let attempts = 0
    const ask = coalesced(async (_: string) => {
      if (++attempts < 3) throw new Error(`attempt ${attempts}`)
      return 'fine'
    }, String)
    const settled = await Promise.allSettled([ask('a'), ask('a'), ask('a')])
    expect(settled.map((each) => each.status === 'rejected' && each.reason.message)).toEqual([
      'attempt 1',
      'attempt 2',
      'attempt 2',
    ])
    expect(await ask('a')).toBe('fine')
  })
})
