/** Milliseconds since 1970-01-01 UTC. */
export type Clock = { now(): number }

/** Lets other work run, for at least `ms`; 0 is one turn of the event loop. */
export type Pause = (ms: number) => Promise<void>

/** Each a new UUIDv7 (RFC 9562), greater than all before it in this process. */
export type Ids = { next(): string }
