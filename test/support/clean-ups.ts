/** Runs all, last first; one that fails does not keep the others from running. */
export const runAll = async (cleanUps: readonly (() => unknown)[]): Promise<void> => {
  const failures: unknown[] = []
  for (const cleanUp of cleanUps.toReversed()) {
    try {
      await cleanUp()
    } catch (reason) {
      failures.push(reason)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'))
}
