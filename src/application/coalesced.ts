import { Unavailable } from './unavailable.ts'

/** Request coalescing: queries that arrive during a read of their key share the next read, so none gets older data. */
export const coalesced = <Q, A>(read: (query: Q) => Promise<A>, keyOf = (_query: Q) => '') => {
  const running = new Map<string, { readonly now: Promise<A>; next: Promise<A> | undefined }>()

  const start = (key: string, query: Q): Promise<A> => {
    const slot = { now: read(query), next: undefined }
    running.set(key, slot)
    const finish = () => {
      if (slot.next === undefined) running.delete(key)
    }
    slot.now.then(finish, finish)
    return slot.now
  }

  return (query: Q): Promise<A> => {
    const key = keyOf(query)
    const slot = running.get(key)
    if (!slot) return start(key, query)
    const again = () => start(key, query)
    const afterFailure = (reason: unknown) => {
      if (!(reason instanceof Unavailable)) return again()
      // Not read again: the store is unavailable.
      running.delete(key)
      throw reason
    }
    slot.next ??= slot.now.then(again, afterFailure)
    return slot.next
  }
}
