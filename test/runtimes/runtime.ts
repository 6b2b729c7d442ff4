import process from 'node:process'

export type Runtime = 'node' | 'bun' | 'deno' | 'workerd'

/** Where this runs, by signs that the shop does not look at. */
export const runtime = (): Runtime => {
  if (process.versions.bun !== undefined) return 'bun'
  if (process.versions.deno !== undefined) return 'deno'
  return 'WebSocketPair' in globalThis ? 'workerd' : 'node'
}
