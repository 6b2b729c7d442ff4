import type { Writable } from 'node:stream'

/** What a reader that has stopped reading may leave in memory, where the runtime does not wait for it. */
const MAX_WAITING_BYTES = 1_048_576

/**
 * Writes lines to a stream whose reader may go away and whose disk may be full: those lines are lost, and `onLost` gets
 * their number. `notice` is the line that goes before the next ones that can be written.
 */
export const lossyOutput = (
  stream: Writable,
  notice: (lost: number) => string,
  onLost: (lines: number) => void = () => undefined,
) => {
  let lost = 0
  // Without a listener the process would end; the callback of each write has the error too.
  stream.on('error', () => undefined)
  return (lines: string): void => {
    const before = lost
    lost = 0
    const settle = (error: unknown): void => {
      if (!error) return
      const count = lines.split('\n').length - 1
      lost += before + count
      onLost(count)
    }
    try {
      if (stream.writableLength > MAX_WAITING_BYTES) settle(true)
      else stream.write(before > 0 ? notice(before) + lines : lines, settle)
    } catch (error) {
      // Deno 2.9.6, for a file.
      settle(error)
    }
  }
}
