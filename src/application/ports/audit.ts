import type { UserId } from '../../domain/accounts/user.ts'

/** Who changes something: an administrator, by a request, or without both an operator, by a command. */
export type Actor = { readonly userId: UserId | undefined; readonly requestId: string | undefined }

/** Ids and what is no personal data; amounts are decimal numbers. */
export type Facts = Readonly<Record<string, string | number | boolean | null | undefined>>

export type AuditEntry = Actor & {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number
  readonly action: string
  /** As in the path of its route: `products/7`. */
  readonly subject: string
  readonly before: Facts
  readonly after: Facts
}

/** `id` grows with each entry. */
export type KeptAuditEntry = AuditEntry & { readonly id: number }

export type AuditRepository = {
  add(entry: AuditEntry): Promise<void>
}

export type AuditReader = {
  /** Newest first, at most `limit`, only those before `before`. */
  page(limit: number, before: number | undefined): Promise<readonly KeptAuditEntry[]>
}
