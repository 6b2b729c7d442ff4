/**
 * Why the shop could not do it now. `away`: what it needs does not answer or is overloaded, nothing happened.
 * `contended`: others held the same rows for too long, nothing happened. `unknown`: it may have happened all the same
 * (a COMMIT whose answer was lost).
 */
export type Outage = 'away' | 'contended' | 'unknown'

/** Something the shop needs from outside failed; no fault of who asked, and likely to pass. */
export class Unavailable extends Error {
  readonly outage: Outage

  constructor(what: string, outage: Outage, cause?: unknown) {
    super(what, { cause })
    this.name = 'Unavailable'
    this.outage = outage
  }
}
