import { Unavailable } from './ports/unavailable.ts'

export type GroupOptions = {
  /** The most that one transaction takes. */
  readonly limit: number
  /** True when settling the same commands twice does no harm, so that an unknown outcome may be asked again. */
  readonly repeatable: boolean
  /** Told of every group that was settled, and of every one that is settled again. */
  readonly watch?: { settled(size: number): void; retried(): void }
}

export type Grouped<C, R> = {
  (command: C): Promise<R>
  /** Takes no more commands and waits until every one it took has its answer. */
  close(): Promise<void>
}

type Waiting<C, R> = {
  readonly command: C
  readonly resolve: (result: R) => void
  readonly reject: (reason: unknown) => void
}

/** How many may wait. More would wait longer than anyone listens, and the memory is not the clients' to fill. */
const QUEUE = 4_096

/**
 * Group settlement: while `settle` is busy with one group, the next commands gather, and go together. No timer, so an
 * idle shop answers at once and a busy one pays one transaction for many. `settle` answers a result a command, in order,
 * or throws and has done nothing.
 *
 * A group that loses the store is settled once more; when the store stays away, or is slow, or others hold what the group
 * needs, all are told so at once: one by one they would only wait for the same again. A group that fails for any other
 * reason is settled one by one, so that the member who breaks it fails alone.
 */
export const grouped = <C, R>(
  settle: (commands: readonly C[]) => Promise<readonly R[]>,
  { limit, repeatable, watch }: GroupOptions,
): Grouped<C, R> => {
  const queue: Waiting<C, R>[] = []
  let busy: Promise<void> | undefined
  let closed = false

  /** Settles the group in one go; answers why it could not, when it could not. */
  const attempt = async (group: readonly Waiting<C, R>[]): Promise<{ readonly reason: unknown } | undefined> => {
    let results: readonly R[]
    try {
      results = await settle(group.map(({ command }) => command))
    } catch (reason) {
      return { reason }
    }
    // From here on it has happened: whatever goes wrong now, it must not be settled again.
    for (const [i, member] of group.entries()) {
      const result = results[i]
      if (result === undefined) member.reject(new Error(`${results.length} results for ${group.length} commands`))
      else member.resolve(result)
    }
    watch?.settled(group.length)
    return undefined
  }

  const isUnknown = (reason: unknown): boolean => reason instanceof Unavailable && reason.outage === 'unknown'

  const mayRepeat = (reason: unknown): boolean =>
    (reason instanceof Unavailable && reason.outage === 'away') || (isUnknown(reason) && repeatable)

  const rejectAll = (group: readonly Waiting<C, R>[], reason: unknown) => {
    for (const member of group) member.reject(reason)
  }

  const settleGroup = async (group: readonly Waiting<C, R>[]): Promise<void> => {
    const first = await attempt(group)
    if (!first) return
    // What may have happened may have happened still, until an attempt finds it out.
    const orUnknown = (reason: unknown): unknown =>
      isUnknown(first.reason) && reason instanceof Unavailable ? first.reason : reason

    let last: typeof first | undefined = first
    if (mayRepeat(first.reason)) {
      watch?.retried()
      last = await attempt(group)
    }
    if (!last) return
    if (group.length === 1 || last.reason instanceof Unavailable) return rejectAll(group, orUnknown(last.reason))
    for (const [i, member] of group.entries()) {
      const alone = await attempt([member])
      if (!alone) continue
      if (alone.reason instanceof Unavailable) return rejectAll(group.slice(i), orUnknown(alone.reason))
      member.reject(alone.reason)
    }
  }

  const work = async (): Promise<void> => {
    while (queue.length > 0) await settleGroup(queue.splice(0, limit))
    busy = undefined
  }

  const submit = (command: C): Promise<R> => {
    if (closed) return Promise.reject(new Unavailable('the shop is closing', 'away'))
    if (queue.length >= QUEUE) return Promise.reject(new Unavailable('too many are waiting already', 'away'))
    return new Promise((resolve, reject) => {
      queue.push({ command, resolve, reject })
      busy ??= work()
    })
  }

  const close = async (): Promise<void> => {
    closed = true
    await busy
  }
  return Object.assign(submit, { close })
}
