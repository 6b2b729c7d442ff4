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

/** Nothing to do with any one command: settling them one by one would only multiply the waiting. */
const isOutage = (reason: unknown): boolean => reason instanceof Unavailable && reason.outage !== 'contended'

/**
 * Group settlement: while `settle` is busy with one group, the next commands gather, and go together. No timer, so an
 * idle shop answers at once and a busy one pays one transaction for many. `settle` answers a result a command, in order,
 * or throws and has done nothing.
 *
 * A group that an outage interrupts is settled once more; when the store stays away, all are told so at once. A group
 * that fails for any other reason is settled one by one, so that the member who breaks it fails alone.
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
    try {
      const results = await settle(group.map(({ command }) => command))
      if (results.length !== group.length) throw new Error(`${results.length} results for ${group.length} commands`)
      watch?.settled(group.length)
      for (const [i, result] of results.entries()) group[i]?.resolve(result)
      return undefined
    } catch (reason) {
      return { reason }
    }
  }

  const mayRepeat = (reason: unknown): boolean =>
    reason instanceof Unavailable && (reason.outage === 'away' || (reason.outage === 'unknown' && repeatable))

  const rejectAll = (group: readonly Waiting<C, R>[], reason: unknown) => {
    for (const member of group) member.reject(reason)
  }

  const settleGroup = async (group: readonly Waiting<C, R>[]): Promise<void> => {
    let failure = await attempt(group)
    if (failure && mayRepeat(failure.reason)) {
      watch?.retried()
      failure = await attempt(group)
    }
    if (!failure) return
    if (group.length === 1 || isOutage(failure.reason)) return rejectAll(group, failure.reason)
    for (const [i, member] of group.entries()) {
      const alone = await attempt([member])
      if (!alone) continue
      if (isOutage(alone.reason)) return rejectAll(group.slice(i), alone.reason)
      member.reject(alone.reason)
    }
  }

  const work = async (): Promise<void> => {
    while (queue.length > 0) await settleGroup(queue.splice(0, limit))
    busy = undefined
  }

  const submit = (command: C): Promise<R> => {
    if (closed) return Promise.reject(new Unavailable('the shop is closing', 'away'))
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
