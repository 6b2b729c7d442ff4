import type { Needs } from './needs.ts'
import { type Paged, paged } from './paged.ts'
import type { Actor, AuditEntry, AuditRepository, Facts, KeptAuditEntry } from './ports/audit.ts'

export type { Actor, Facts, KeptAuditEntry }

export const OPERATOR: Actor = { userId: undefined, requestId: undefined }

/** Adds what has changed; nothing when nothing has. */
export const audited = async (audit: AuditRepository, { before, after, ...entry }: AuditEntry): Promise<void> => {
  const changed = Object.keys(after).filter((name) => before[name] !== after[name])
  const only = (facts: Facts): Facts => Object.fromEntries(changed.map((name) => [name, facts[name] ?? null]))
  if (changed.length > 0) await audit.add({ ...entry, before: only(before), after: only(after) })
}

export type AuditPage = Paged<KeptAuditEntry>
type Query = { readonly limit: number; readonly before: number | undefined }

/** Newest first. */
export const listAudit =
  ({ audit }: Needs) =>
  async ({ limit, before }: Query): Promise<AuditPage> =>
    paged(await audit.page(limit + 1, before), limit)
