import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { lossyOutput } from '../../src/adapters/observability/output.ts'

it('keeps at most a mebibyte for a reader that has stopped reading, and counts what it loses', () => {
  let [pending, lost] = [0, 0]
  const stalled = new Writable()
  // As on Bun 1.4.5, `writableLength` stays 0.
  stalled.write = (text: string) => {
    pending += text.length
    return false
  }
  const onLost = (lines: number) => {
    lost += lines
  }
  const { write, flush } = lossyOutput(stalled, onLost, () => expect.fail('nothing was written'))
  const line = `${'x'.repeat(1_023)}\n`
  for (let i = 0; i < 3_000; i++) {
    for (let j = 0; j < 2; j++) write(line)
    flush()
  }
  expect(pending).toBeLessThan(1_100_000)
  expect(lost).toBeGreaterThan(4_900)
})
