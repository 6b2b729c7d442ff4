import type { Clock } from '../../application/ports/clock.ts'
import { type Log, type LogFields, type LogLevel, levels } from '../../application/ports/log.ts'

/** How an event looks: one line, without its end. `time` is ISO 8601 in UTC. */
export type Format = (time: string, level: LogLevel, event: string, fields: LogFields) => string

/** A log in this format; events below `lowest` are left out. */
export const logIn =
  (format: Format) =>
  (write: (line: string) => void, clock: Clock, lowest: LogLevel): Log => {
    const at =
      (level: LogLevel) =>
      (event: string, fields: LogFields = {}) => {
        if (levels.indexOf(level) < levels.indexOf(lowest)) return
        write(`${format(new Date(clock.now()).toISOString(), level, event, fields)}\n`)
      }
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  }

/** JSON, which no value can break out of. */
export const jsonLog = logIn((time, level, event, fields) => JSON.stringify({ time, level, event, ...fields }))

/** For workerd, which puts a word in front of what goes to standard output; its log viewers read JSON from the console. */
// biome-ignore lint/suspicious/noConsole: the one way out of workerd
export const consoleLine = (line: string): void => console.log(line.trimEnd())
