/** Runs what it is given one after another, in the order it was asked: each has its turn, whatever the others do. */
export const turns = () => {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(task: () => Promise<T>): Promise<T> => {
    const turn = last.then(task, task)
    last = turn.catch(() => undefined)
    return turn
  }
}
