import type { PurchaseRefused } from '../../domain/placing.ts'

/** What an operator counts, beside the log. Telling it takes no time that anyone would notice, and never fails. */
export type Meter = {
  /** So many commands of this kind were settled in one transaction. */
  groupSettled(kind: 'add_to_cart' | 'place_order', size: number): void
  /** A purchase came to this. */
  checkedOut(result: 'placed' | 'replayed' | PurchaseRefused['type']): void
  /** A group of commands, or a unit of work, was begun again. */
  retried(what: 'group' | 'unit_of_work'): void
  requestBegan(): void
  /** `route` is the template, never the path. */
  requestEnded(method: string, route: string, status: number, seconds: number): void
  /** `read` is asked whenever someone looks: connections at work, and who waits for one. */
  watchPool(read: () => { readonly inUse: number; readonly waiting: number }): void
}

/** For a shop that nobody watches. */
export const noMeter: Meter = {
  groupSettled: () => undefined,
  checkedOut: () => undefined,
  retried: () => undefined,
  requestBegan: () => undefined,
  requestEnded: () => undefined,
  watchPool: () => undefined,
}

/** What a group of this kind tells the meter. */
export const groupWatch = (meter: Meter, kind: Parameters<Meter['groupSettled']>[0]) => ({
  settled: (size: number) => meter.groupSettled(kind, size),
  retried: () => meter.retried('group'),
})
