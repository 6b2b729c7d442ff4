import type { Writable } from 'node:stream'

/** What a reader that has stopped reading may leave in memory, where the runtime does not wait for it. */
const MAX_PENDING = 1_048_576

type Listener = (lines: number) => void

/**
 * Writes the lines of one turn of the event loop together: a write each costs a third of the speed. Those that find no
 * reader, or a full disk, are lost: `onLost` gets their number, `onRecovered` that of all, once lines are written again.
 */
export const lossyOutput = (stream: Writable, onLost: Listener | undefined, onRecovered: Listener) => {
  const waiting: string[] = []
  let pending = 0
  let lost = 0
  let reported = 0

  const flush = (): void => {
    const lines = waiting.splice(0)
    const text = lines.join('')
    const settle = (error?: unknown): void => {
      pending -= text.length
      if (error) {
        lost += lines.length
        onLost?.(lines.length)
      } else if (lost > reported) {
        reported = lost
        onRecovered(lost)
      }
    }
    pending += text.length
    try {
      if (pending > MAX_PENDING) settle(true)
      else stream.write(text, settle)
    } catch (error) {
      // Deno 2.9.6, for a file.
      settle(error)
    }
  }
  const write = (line: string): void => {
    if (waiting.length === 0) setImmediate(flush)
    waiting.push(line)
  }
  return { write, flush }
}
