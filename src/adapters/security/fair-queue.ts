import type { Discipline, Waiting } from '../../application/limited.ts'

/** How many keys' last turns are remembered; beyond, all are forgotten, and everyone is new. */
const MAX_KEYS = 1_024

/**
 * Fair queuing: the task whose keys were served longest ago is the next, and when more than `queue` wait, the last of those
 * whose keys crowd the queue is refused. So what one key asks for delays that key and not the others.
 */
export const fair = (queue: number): Discipline => {
  const servedAt = new Map<string, number>()
  let turn = 0
  const sum = ({ keys }: Waiting, of: ReadonlyMap<string, number>): number =>
    keys.reduce((total, key) => total + (of.get(key) ?? 0), 0)

  return {
    next: (waiting) => {
      const next = [...waiting].reduce<Waiting | undefined>(
        (first, each) => (first && sum(first, servedAt) <= sum(each, servedAt) ? first : each),
        undefined,
      )
      turn++
      if (servedAt.size > MAX_KEYS) servedAt.clear()
      for (const key of next?.keys ?? []) servedAt.set(key, turn)
      return next
    },
    excess: (waiting) => {
      if (waiting.size <= queue) return undefined
      const sizes = new Map<string, number>()
      for (const key of [...waiting].flatMap(({ keys }) => keys)) sizes.set(key, (sizes.get(key) ?? 0) + 1)
      return [...waiting].reduce((last, each) => (sum(each, sizes) >= sum(last, sizes) ? each : last))
    },
  }
}
