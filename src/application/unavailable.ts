type Options = Partial<Pick<Unavailable, 'outcome' | 'retryable' | 'cause'>>

/**
 * Not now. `outcome`: unknown when the answer to a COMMIT, or to an autocommitted statement, was lost.
 * `retryable`: false when an operator must act first.
 */
export class Unavailable extends Error {
  readonly outcome: 'nothing_happened' | 'unknown'
  readonly retryable: boolean

  constructor(message: string, { outcome = 'nothing_happened', retryable = true, cause }: Options = {}) {
    super(message, { cause })
    this.name = 'Unavailable'
    this.outcome = outcome
    this.retryable = retryable
  }
}
