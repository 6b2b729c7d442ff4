/**
 * Asks `rate` times a second, however long the answers take, while the work goes on; the work sees the answers that
 * have come. Resolves when all have.
 */
export const underLoad = async <T>(
  rate: number,
  ask: (i: number) => Promise<T>,
  work: (answers: readonly T[]) => Promise<void>,
) => {
  const start = performance.now()
  const seconds = () => (performance.now() - start) / 1_000
  const asked: Promise<unknown>[] = []
  const answers: T[] = []
  const timer = setInterval(() => {
    while (asked.length < rate * seconds()) asked.push(ask(asked.length).then((answer) => answers.push(answer)))
  }, 2)
  try {
    await work(answers)
  } finally {
    clearInterval(timer)
    await Promise.allSettled(asked)
  }
  await Promise.all(asked)
  return { seconds: seconds(), answers }
}
