import type { IncomingMessage } from 'node:http'

/** RFC 9110, section 7.2, with RFC 3986, section 3.2: a name or address, maybe a port, no user. */
const HOST = /^(?:\[[\da-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i

/**
 * Puts the target and Host into the one form that @hono/node-server 2.1.8 takes: the shop asks for neither scheme nor
 * host. Without the one Host that a request must have (RFC 9112, section 3.2; HTTP/1.0 needs none) it is refused there.
 */
export const normalizeTarget = (incoming: IncomingMessage): void => {
  const { url = '', headers, httpVersionMinor } = incoming
  const valid = headers.host === undefined ? httpVersionMinor === 0 : HOST.test(headers.host)
  headers.host = valid ? 'localhost' : ''
  if (!url.startsWith('/')) incoming.url = url.replace(/^https?:/i, (scheme) => scheme.toLowerCase())
}

/** `OPTIONS *` asks about the server and no path (RFC 9110, section 9.3.7); once its Host was looked at. */
export const isServerOptions = ({ method, url, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && url === '*' && headers.host !== ''
