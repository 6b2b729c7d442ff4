/**
 * Who is asking: the peer of the connection, or, behind `hops` proxies of our own, the address that the outermost of them
 * saw. Each appends its peer to X-Forwarded-For, so only the last `hops` entries are theirs; the rest anyone may have written.
 */
export const clientAddress = (
  peer: string | undefined,
  forwardedFor: string | undefined,
  hops: number,
): string | undefined => {
  if (hops === 0 || forwardedFor === undefined) return peer
  return forwardedFor.split(',').at(-hops)?.trim() || peer
}
