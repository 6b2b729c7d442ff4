import process from 'node:process'
import { setTimeout } from 'node:timers'
import { LIMITS, type Serve } from '../adapters/http/servers/server.ts'
import type { Log } from '../adapters/observability/log.ts'
import { loadDemoCatalogue } from './demo-catalogue.ts'
import { configure, start } from './start.ts'

const SHUTDOWN_TIMEOUT_MS = 9_500

/** Bun and Deno also say that they are Node, so they are asked first. */
const serverOfRuntime = async (): Promise<Serve> => {
  if ('Bun' in globalThis) return (await import('../adapters/http/servers/bun.ts')).serveOnBun
  if ('Deno' in globalThis) return (await import('../adapters/http/servers/deno.ts')).serveOnDeno
  return (await import('../adapters/http/servers/node.ts')).serveOnNode
}

export const serve = async (): Promise<undefined> => {
  // As PID 1 of a container, a process without a handler ignores a signal.
  let onSignal = (_signal: string): unknown => process.exit(1)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => onSignal(signal))
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
  onSignal = exitAfter(shutDown, log)
}

/** Exit code 1 when the shutdown takes too long or is asked for again: SIGHUP may come twice, and with another signal. */
const exitAfter = (shutDown: () => Promise<void>, log: Log) => {
  const signals: string[] = []
  return async (signal: string): Promise<void> => {
    signals.push(signal)
    if (signals.filter((each) => each !== 'SIGHUP').length > 1) process.exit(1)
    if (signals.length > 1) return
    log('info', 'stopping', { signal })
    setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref()
    await shutDown()
    process.exit(0)
  }
}

const banner = (url: string, store: string, demoProducts: number, secretIsNew: boolean): string =>
  [
    `Kiosk is open at ${url}`,
    `  store   ${store}`,
    ...(demoProducts > 0 ? [`  demo    ${demoProducts} products, because the store was empty`] : []),
    ...(secretIsNew ? ['  warning JWT_SECRET is not set: logins are good until this process ends'] : []),
    `  try     curl ${url}/products`,
  ].join('\n')
