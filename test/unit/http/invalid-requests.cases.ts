import { invalidAccounts } from './invalid-accounts.cases.ts'
import { invalidBodies } from './invalid-bodies.cases.ts'
import { invalidPaths } from './invalid-paths.cases.ts'
import { invalidPurchases } from './invalid-purchases.cases.ts'
import { invalidQueries } from './invalid-queries.cases.ts'
import type { InvalidRequest } from './invalid-request.ts'
import { invalidTokens } from './invalid-tokens.cases.ts'

/** Malformed, hostile and oversized requests, by kind. A shop on any runtime refuses them, never with a 500. */
export const invalidRequests: Readonly<Record<string, readonly InvalidRequest[]>> = {
  bodies: invalidBodies,
  accounts: invalidAccounts,
  purchases: invalidPurchases,
  queries: invalidQueries,
  paths: invalidPaths,
  tokens: invalidTokens,
}
