/** Eight groups of digits, of an address as WHATWG's URL writes it: at most one `::`. */
const groupsOf = (canonical: string): readonly string[] => {
  const [head = [], tail = []] = canonical.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail]
}

/**
 * Whom an address is taken for: one of IPv6 for its /64, which is what a customer gets (RFC 6177); one of IPv4 for itself,
 * also when it is mapped (RFC 4291, section 2.5.5.2), or has the port that some proxies add.
 */
export const networkOf = (address = ''): string => {
  const [, host = address] =
    /^\[?([^\]%]*)(?:%[^\]]*)?\]?(?::\d+)?$/.exec(address.replace(/^([\d.]+):\d+$/, '$1')) ?? []
  const canonical = URL.parse(`http://[${host}]`)?.hostname.slice(1, -1)
  if (canonical === undefined) return host
  const groups = groupsOf(canonical)
  if (!/^(?:0:){5}ffff:/.test(groups.join(':'))) return `${groups.slice(0, 4).join(':')}::/64`
  const bits = groups.slice(6).flatMap((group) => {
    const number = Number.parseInt(group, 16)
    return [number >> 8, number & 255]
  })
  return bits.join('.')
}
