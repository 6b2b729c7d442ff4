import { escapeControls } from '../../domain/text.ts'

export const levels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof levels)[number]
type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** One event a call. Never a password, a token, an email or a secret. */
export type Log = (level: LogLevel, event: string, fields?: LogFields) => void

/** One line, without its end. `time` is ISO 8601 in UTC. */
type Format = (time: string, level: LogLevel, event: string, fields: LogFields) => string

/** A log in this format; events below `lowest` are left out. */
export const logWith =
  (format: Format) =>
  (write: (line: string) => void, clock: { now(): number }, lowest: LogLevel): Log => {
    const wanted = new Set<LogLevel>(levels.slice(levels.indexOf(lowest)))
    return (level, event, fields = {}) => {
      if (wanted.has(level)) write(`${format(new Date(clock.now()).toISOString(), level, event, fields)}\n`)
    }
  }

/** No value can forge a field or a line, nor command a terminal: JSON leaves C1 controls as they are. */
export const jsonLog = logWith((time, level, event, fields) =>
  escapeControls(JSON.stringify({ time, level, event, ...fields })),
)

/** Writes the lines of one turn of the event loop together: a write each costs a third of the speed. */
export const buffered = (out: (lines: string) => void) => {
  let lines = ''
  const flush = (): void => {
    if (lines !== '') out(lines)
    lines = ''
  }
  const write = (line: string): void => {
    if (lines === '') setImmediate(flush)
    lines += line
  }
  return { write, flush }
}
