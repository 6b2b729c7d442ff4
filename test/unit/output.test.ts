import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { lossyOutput } from '../../src/adapters/observability/output.ts'

it('keeps at most a mebibyte for a reader that has stopped reading, and counts what it loses', () => {
  let lost = 0
  const stalled = new Writable({ write: () => undefined })
  const onLost = (lines: number) => {
    lost += lines
  }
  const { write, flush } = lossyOutput(stalled, onLost, () => expect.fail('nothing was written'))
  const line = `${'x'.repeat(1_023)}\n`
  for (let i = 0; i < 3_000; i++) {
    for (let j = 0; j < 2; j++) write(line)
    flush()
  }
  expect(stalled.writableLength).toBeLessThan(1_100_000)
  expect(lost).toBeGreaterThan(4_900)
})
