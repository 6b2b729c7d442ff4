export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** One event a call. Never a password, a token, an email or a secret. */
export type Log = Readonly<Record<LogLevel, (event: string, fields?: LogFields) => void>>
