export type Clock = {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number
}

export type Ids = {
  /** A new UUIDv7 (RFC 9562), greater than all before it in this process. */
  next(): string
}
