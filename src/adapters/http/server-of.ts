import type { Serve } from './running-server.ts'

/** The server of a runtime, loaded only there. workerd has none: it listens itself and calls `fetch` (hosted.ts). */
export const serverOf = async (runtime: 'node' | 'bun' | 'deno' | 'workerd'): Promise<Serve> => {
  if (runtime === 'bun') return (await import('./bun-server.ts')).serveOnBun
  if (runtime === 'deno') return (await import('./deno-server.ts')).serveOnDeno
  return (await import('./node-server.ts')).serveOnNode
}
