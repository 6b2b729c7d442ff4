export type Runtime = 'node' | 'bun' | 'deno' | 'workerd'

/** Where this process runs: Bun and Deno also say that they are Node, so they are asked first. */
export const runtime = (): Runtime => {
  if ('Bun' in globalThis) return 'bun'
  if ('Deno' in globalThis) return 'deno'
  return globalThis.navigator?.userAgent === 'Cloudflare-Workers' ? 'workerd' : 'node'
}
