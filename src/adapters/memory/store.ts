import { endable } from '../../application/endable.ts'
import type { Store } from '../../application/ports/store.ts'
import { turns } from '../../application/turns.ts'
import { isErr } from '../../domain/result.ts'
import { memoryQueries } from './queries.ts'
import { memoryRepositories } from './repositories.ts'
import { draftsOf, emptyTables } from './tables.ts'

/** Keeps the shop in Maps, for tests and for a shop that may forget. Units of work have their turn one by one. */
export const memoryStore = (): Store => {
  const tables = emptyTables()
  const inTurn = turns()
  return {
    unitOfWork: {
      run: (work) =>
        inTurn(async () => {
          const drafts = draftsOf(tables)
          const { repositories, end } = endable(memoryRepositories(drafts))
          try {
            const result = await work(repositories)
            if (!isErr(result)) for (const draft of Object.values(drafts)) draft.commit()
            return result
          } finally {
            end()
          }
        }),
    },
    queries: memoryQueries(tables),
    migrate: async () => [],
    ready: async () => undefined,
    close: () => inTurn(async () => undefined),
  }
}
