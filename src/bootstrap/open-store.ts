import type { Metrics } from '../adapters/observability/metrics.ts'
import type { MigratableStore } from '../adapters/sql/migrations.ts'

type Options = { readonly metrics?: Metrics | undefined; readonly warn?: (reason: string) => void }

/** Each store is loaded only when it is chosen. */
export const openStore = async (url: string, { metrics, warn }: Options = {}): Promise<MigratableStore> => {
  if (url === 'memory:') {
    const { memoryStore } = await import('../adapters/memory/store.ts')
    return { ...memoryStore(), migrate: async () => ({ applied: [], newer: [], notes: [] }) }
  }
  if (url.startsWith('sqlite:'))
    return (await import('../adapters/sqlite/store.ts')).sqliteStore(url.slice(7), { warn })
  const { mysqlStore } = await import('../adapters/mysql/store.ts')
  const store = mysqlStore(url, { onRetry: metrics?.onRetry })
  metrics?.watchPool(store.load)
  return store
}
