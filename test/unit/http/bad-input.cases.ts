import { badAccounts } from './bad-accounts.cases.ts'
import { badBodies } from './bad-bodies.cases.ts'
import { badPaths } from './bad-paths.cases.ts'
import { badPurchases } from './bad-purchases.cases.ts'
import { badQueries } from './bad-queries.cases.ts'
import type { BadRequest } from './bad-request.ts'
import { badTokens } from './bad-tokens.cases.ts'

/** Malformed, hostile and oversized requests, and how each is answered by a shop in any place: never with a 500. */
export const badInput: Readonly<Record<string, readonly BadRequest[]>> = {
  bodies: badBodies,
  accounts: badAccounts,
  purchases: badPurchases,
  queries: badQueries,
  paths: badPaths,
  tokens: badTokens,
}
