import process from 'node:process'
import { LIMITS, type Serve } from '../adapters/http/servers/server.ts'
import { loadDemoCatalogue } from './demo-catalogue.ts'
import { handleSignals, shutDownOnSignal } from './shutdown.ts'
import { configure, start } from './start.ts'

/** Bun and Deno also say that they are Node, so they are asked first. */
const serverOfRuntime = async (): Promise<Serve> => {
  if ('Bun' in globalThis) return (await import('../adapters/http/servers/bun.ts')).serveOnBun
  if ('Deno' in globalThis) return (await import('../adapters/http/servers/deno.ts')).serveOnDeno
  return (await import('../adapters/http/servers/node.ts')).serveOnNode
}

export const serve = async (): Promise<undefined> => {
  handleSignals()
  const configuration = configure(true)
  const { production, port, host, metricsPort, metricsHost, databaseUrl, jwtSecret } = configuration
  const listen = await serverOfRuntime()
  const metrics =
    metricsPort === undefined ? undefined : (await import('../adapters/observability/metrics.ts')).prometheus()
  const { shop, app, log, write, startDraining, close } = await start(configuration, process.stdout, { metrics })
  const stops: (() => Promise<void>)[] = [close]
  const shutDown = async (): Promise<void> => {
    for (const stop of stops.toReversed()) {
      await stop().catch((reason: unknown) => log('error', 'shutdown_failed', { error: String(reason) }))
    }
  }
  try {
    if (metrics && metricsPort !== undefined) {
      const address = { port: metricsPort, host: metricsHost, settings: 'METRICS_' }
      stops.push((await listen(metrics.app, address, { ...LIMITS, shutdownDelayMs: 0, drainTimeoutMs: 500 })).stop)
    }
    const demoProducts = await loadDemoCatalogue(shop, configuration)
    const { url, stop } = await listen(app, { port, host })
    stops.push(stop, async () => startDraining())
    // Without the user, the password and the options of a MySQL.
    const store = databaseUrl.replace(/^(mysql:\/\/)(?:.*@)?([^?#]*).*$/, '$1$2')
    if (production) log('info', 'listening', { url, store })
    else write(`${banner(url, store, demoProducts, jwtSecret === undefined)}\n`)
  } catch (reason) {
    await shutDown()
    throw reason
  }
  shutDownOnSignal(log, shutDown)
}

const banner = (url: string, store: string, demoProducts: number, secretIsNew: boolean): string =>
  [
    `Kiosk is open at ${url}`,
    `  store   ${store}`,
    ...(demoProducts > 0 ? [`  demo    ${demoProducts} products, because the store was empty`] : []),
    ...(secretIsNew ? ['  warning JWT_SECRET is not set: logins are good until this process ends'] : []),
    `  try     curl ${url}/products`,
  ].join('\n')
