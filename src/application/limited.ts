import { Unavailable } from './unavailable.ts'

/** A task that waits; `keys` are whatever it should be fair to. */
export type Waiting = { readonly keys: readonly string[]; start(): void; refuse(): void }

/** In what order tasks are run, and which is refused. */
export type Discipline = {
  next(waiting: ReadonlySet<Waiting>): Waiting | undefined
  /** Of too many, those just begun included. */
  excess(waiting: ReadonlySet<Waiting>): Waiting | undefined
}

const FIRST_COME: Discipline = { next: ([first]) => first, excess: () => undefined }

type Bounds = {
  readonly concurrency: number
  readonly discipline?: Discipline
  /** Called when a task has to wait; it may until this resolves. */
  readonly timeout?: () => Promise<unknown>
  /** What the log says of a task that is not run. */
  readonly refusal?: string
}

/** Runs a bounded number of tasks at a time. A task that would wait beyond the bounds is `Unavailable`. */
export const limited = ({ concurrency, discipline = FIRST_COME, timeout, refusal = '' }: Bounds) => {
  const waiting = new Set<Waiting>()
  let running = 0

  const wait = (keys: readonly string[]): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const place = { keys, start: resolve, refuse: () => waiting.delete(place) && reject(new Unavailable(refusal)) }
    waiting.add(place)
    void timeout?.().then(place.refuse)
    discipline.excess(waiting)?.refuse()
    return promise
  }

  return async <T>(task: () => Promise<T>, keys: readonly string[] = []): Promise<T> => {
    if (running < concurrency) running++
    else await wait(keys)
    try {
      return await task()
    } finally {
      // Hands its slot to the next task; `running` drops only when none waits.
      const next = discipline.next(waiting)
      if (next) waiting.delete(next)
      else running--
      next?.start()
    }
  }
}

/** Runs tasks one after another; a failed one does not stop the next. */
export const serialQueue = () => limited({ concurrency: 1 })
