import type { UserId } from './user.ts'

export type SessionId = string

/** What the client calls itself, and where its connection comes from. */
export type Device = { readonly userAgent: string; readonly address: string }

/** Milliseconds since 1970-01-01 UTC; the password was checked when it was created. */
export type Session = Device & {
  readonly id: SessionId
  readonly userId: UserId
  readonly createdAt: number
  readonly lastUsedAt: number
  /** When it expires unless it is used before. */
  readonly expiresAt: number
  /** Of its refresh token. */
  readonly tokenHash: string
}

/** Milliseconds: of an access token, of a session however it is used, and of one that is not used. */
export type Lifetimes = { readonly accessTokenMs: number; readonly sessionMs: number; readonly idleMs: number }

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
export const DEFAULT_LIFETIMES: Lifetimes = { accessTokenMs: 15 * MINUTE, sessionMs: 30 * DAY, idleMs: 14 * DAY }

/** How long a password check keeps a token fresh. */
export const FRESH_MS = 5 * MINUTE

export const expiryOf = (createdAt: number, lastUsedAt: number, { sessionMs, idleMs }: Lifetimes): number =>
  Math.min(createdAt + sessionMs, lastUsedAt + idleMs)
