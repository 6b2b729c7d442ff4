import type { Clock } from '../../application/ports/clock.ts'
import { type Log, type LogFields, type LogLevel, levels } from '../../application/ports/log.ts'

/** One line of JSON an event, which no value can break out of, to `write`; events below `lowest` are left out. */
export const jsonLog = (write: (line: string) => void, clock: Clock, lowest: LogLevel): Log => {
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (levels.indexOf(level) < levels.indexOf(lowest)) return
      write(`${JSON.stringify({ time: new Date(clock.now()).toISOString(), level, event, ...fields })}\n`)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** For workerd, which puts a word in front of what goes to standard output; its log viewers read JSON from the console. */
// biome-ignore lint/suspicious/noConsole: the one way out of workerd
export const consoleLine = (line: string): void => console.log(line.trimEnd())
