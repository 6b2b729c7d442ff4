export type Ids = {
  /** A new UUIDv7 (RFC 9562): greater than every one made before it by this process. */
  next(): string
}
