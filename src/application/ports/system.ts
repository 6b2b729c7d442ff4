export type Clock = {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number
}

/** Lets other work run, for at least `ms`; 0 is one turn of the event loop. */
export type Pause = (ms: number) => Promise<void>

export type Ids = {
  /** A new UUIDv7 (RFC 9562), greater than all before it in this process. */
  next(): string
}
