type Options = Partial<Pick<Unavailable, 'outcome' | 'retryable' | 'cause'>>

/**
 * The shop, or something it depends on, cannot do this now. `outcome` is `unknown` when a COMMIT's answer was lost;
 * `retryable` is false when an operator has to correct something first.
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
