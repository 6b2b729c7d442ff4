/** From the least to the most urgent. */
export const levels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof levels)[number]
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** One event a call. Never a password, a token, an email or a secret. */
export type Log = Readonly<Record<LogLevel, (event: string, fields?: LogFields) => void>>
