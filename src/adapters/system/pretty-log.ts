import type { Clock } from '../../application/ports/clock.ts'
import { type Log, type LogFields, type LogLevel, levels } from '../../application/ports/log.ts'

const COLOURS: Readonly<Record<LogLevel, number>> = { debug: 90, info: 32, warn: 33, error: 31 }

/** Nothing but one plain word stands without quotes, so that no value can look like another field or line. */
const shown = (value: string | number | boolean): string =>
  typeof value === 'string' && !/^[\w./:*-]+$/.test(value)
    ? JSON.stringify(value).replaceAll(UNSHOWN, escaped)
    : String(value)

/** What JSON leaves as it is and a terminal may take for an order: C1 controls, and marks that turn the reading direction. */
const UNSHOWN = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** One line an event for people at a terminal: the time, the level in its colour, the event, its fields. */
export const prettyLog = (write: (line: string) => void, clock: Clock, lowest: LogLevel): Log => {
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (levels.indexOf(level) < levels.indexOf(lowest)) return
      const time = new Date(clock.now()).toISOString().slice(11, 23)
      const rest = Object.entries(fields).flatMap(([name, value]) =>
        value === undefined ? [] : `${name}=${shown(value)}`,
      )
      write(`\x1b[90m${time}\x1b[0m \x1b[${COLOURS[level]}m${level.padEnd(5)}\x1b[0m ${[event, ...rest].join(' ')}\n`)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
