/**
 * Why the shop could not do it now. `away`: what it needs is not there or is overloaded, nothing happened. `late`: it did
 * not answer in time and was given up, nothing happened; asking again at once would only wait again. `contended`: others
 * held the same rows for too long, nothing happened. `unknown`: it may have happened all the same (a COMMIT whose answer
 * was lost).
 */
export type Outage = 'away' | 'late' | 'contended' | 'unknown'

/** Something the shop needs from outside failed; no fault of who asked, and likely to pass. */
export class Unavailable extends Error {
  readonly outage: Outage

  constructor(what: string, outage: Outage, cause?: unknown) {
    super(what, { cause })
    this.name = 'Unavailable'
    this.outage = outage
  }
}
