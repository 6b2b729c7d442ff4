import type { Store } from '../../application/ports/store.ts'
import { runUnit } from '../../application/run-unit.ts'
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
          const result = await runUnit(memoryRepositories(drafts), work)
          if (!isErr(result)) for (const draft of Object.values(drafts)) draft.commit()
          return result
        }),
    },
    queries: memoryQueries(tables),
    migrate: async () => [],
    ready: async () => undefined,
    close: () => inTurn(async () => undefined),
  }
}
