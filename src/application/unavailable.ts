type Options = Partial<Pick<Unavailable, 'outcome' | 'retryable' | 'cause'>>

/**
 * Something the shop needs from outside failed. `outcome` says what became of the request (`unknown` when a COMMIT's answer
 * was lost), and `retryable` whether asking again can help before someone has mended something.
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
