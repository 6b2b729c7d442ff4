/**
 * SQLite answers at once, so work over it never leaves the event loop by itself. `rest(n)` does, when that is longer than
 * `n` milliseconds ago, and lets everyone who is waiting there have a turn.
 */
export const rests = () => {
  let last = performance.now()
  return async (after: number): Promise<void> => {
    if (performance.now() - last < after) return
    await new Promise<void>((resolve) => setImmediate(resolve))
    last = performance.now()
  }
}
