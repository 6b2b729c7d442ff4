import { escapeControls } from '../../domain/text.ts'

export const levels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof levels)[number]
type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** One event a call. Never a password, a token, an email or a secret. */
export type Log = (level: LogLevel, event: string, fields?: LogFields) => void

/** A log of lines in this format; `time` is ISO 8601 in UTC; events below `lowest` are left out. */
const logWith =
  (format: (time: string, level: LogLevel, event: string, fields: LogFields) => string) =>
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

const COLOURS: Readonly<Record<LogLevel, number>> = { debug: 90, info: 32, warn: 33, error: 31 }

/** Quoted unless it is one plain word, so that no value can look like another field. */
const shown = (value: string | number | boolean): string =>
  typeof value === 'string' && !/^[\w./:*-]+$/.test(value) ? escapeControls(JSON.stringify(value)) : String(value)

export const prettyLog = (inColour: boolean) =>
  logWith((time, level, event, fields) => {
    const paint = (colour: number, text: string): string => (inColour ? `\x1b[${colour}m${text}\x1b[0m` : text)
    const rest = Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : `${key}=${shown(value)}`))
    return `${paint(90, time.slice(11, 23))} ${paint(COLOURS[level], level.padEnd(5))} ${[event, ...rest].join(' ')}`
  })
