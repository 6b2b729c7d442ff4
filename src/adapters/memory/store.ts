import { serialQueue } from '../../application/limited.ts'
import type { Store } from '../../application/ports/store.ts'
import { isErr } from '../../domain/result.ts'
import { memoryReaders } from './readers.ts'
import { memoryRepositories } from './repositories.ts'
import { draftsOf, emptyTables, type Unit } from './tables.ts'

/** For tests, and for shops that may lose everything. Units of work run one by one. */
export const memoryStore = (): Store => {
  const tables = emptyTables()
  const enqueue = serialQueue()
  return {
    unitOfWork: {
      run: (work) =>
        enqueue(async () => {
          const unit: Unit = { end: undefined }
          const drafts = draftsOf(tables, unit)
          try {
            const result = await work(memoryRepositories(drafts, unit))
            if (unit.end) throw unit.end.reason
            if (!isErr(result)) for (const draft of Object.values(drafts)) draft.commit()
            return result
          } finally {
            unit.end ??= { reason: new Error('the unit of work has ended') }
          }
        }),
    },
    readers: memoryReaders(tables),
    ready: async () => undefined,
    close: () => enqueue(async () => undefined),
  }
}
