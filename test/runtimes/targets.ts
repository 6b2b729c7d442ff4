import type { RuntimeId } from './contracts.ts'

const CLOSE = 'Connection: close'
const asked = (line: string, ...headers: readonly string[]) => [line, CLOSE, ...headers, '', ''].join('\r\n')
const livez = (...hosts: readonly string[]) => asked('GET /livez HTTP/1.1', ...hosts.map((host) => `Host: ${host}`))

type Statuses = Readonly<Record<Exclude<RuntimeId, 'workerd'>, number>>
const all = (status: number): Statuses => ({ node: status, bun: status, deno: status })

/** Forms of the request target and of Host that are seldom sent, and what each runtime's server answers. */
export const targets: readonly (readonly [name: string, bytes: string, status: Statuses])[] = [
  ['HTTP/1.0 without Host, as HAProxy and Nagios check', asked('GET /livez HTTP/1.0'), all(200)],
  ['HTTP/1.1 without Host', livez(), { node: 400, bun: 400, deno: 200 }],
  ['two Hosts', livez('a', 'b'), all(400)],
  ['the same Host twice', livez('a', 'a'), all(400)],
  ['a Host with a user', livez('a@b'), { node: 400, bun: 400, deno: 200 }],
  ['a Host of two words', livez('a b'), { node: 400, bun: 400, deno: 200 }],
  ['an empty Host', livez(''), all(200)],
  ['a Host with an empty port', livez('name:'), all(200)],
  ['a Host of an IPv6 address in full', livez('[0:0:0:0:0:0:0:1]:3000'), all(200)],
  ['a Host in capitals', livez('SHOP.Example.COM:3000'), all(200)],
  ['an absolute target', asked('GET http://a/livez HTTP/1.1', 'Host: a'), all(200)],
  ['an absolute target in capitals', asked('GET HTTP://a/livez HTTP/1.1', 'Host: a'), all(200)],
  ['OPTIONS *', asked('OPTIONS * HTTP/1.1', 'Host: a'), { node: 204, bun: 400, deno: 404 }],
  ['OPTIONS * without Host', asked('OPTIONS * HTTP/1.1'), { node: 400, bun: 400, deno: 404 }],
]
