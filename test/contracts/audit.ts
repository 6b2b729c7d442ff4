import type { Contract, StoreHarness } from './contract.ts'
import { assert, equal, present } from './expect.ts'
import { anAuditEntry, aUser, UNKNOWN_ID } from './given.ts'

export const auditContract: Contract<StoreHarness> = {
  'keeps each entry with all that is said of it, also of an operator, newest first': async ({ store }) => {
    const user = await aUser(store)
    const byOperator = { ...anAuditEntry(user.id), userId: undefined, requestId: undefined, before: { price: 0.01 } }
    const entries = [anAuditEntry(user.id), byOperator, anAuditEntry(UNKNOWN_ID)]
    await store.unitOfWork.run(async ({ audit }) => {
      for (const entry of entries) await audit.add(entry)
    })
    const subjects = entries.map(({ subject }) => subject)
    const page = await store.readers.audit.page(1_000, undefined)
    const found = page.filter(({ subject }) => subjects.includes(subject))
    equal(
      found.map(({ id, ...entry }) => entry),
      entries.toReversed(),
    )
    const ids = page.map(({ id }) => id)
    assert(
      ids.every((id, i) => i === 0 || id < (ids[i - 1] ?? 0)),
      `ids descend: ${ids}`,
    )
    equal(await store.readers.audit.page(2, present(ids[1])), page.slice(2, 4))
    equal(await store.readers.audit.page(2, present(ids.at(-1))), [])
  },
}
