import { escapeControls } from '../../domain/text.ts'
import { type LogLevel, logWith } from './log.ts'

const COLOURS: Readonly<Record<LogLevel, number>> = { debug: 90, info: 32, warn: 33, error: 31 }

/** Quoted unless it is one plain word, so that no value can look like another field. */
const shown = (value: string | number | boolean): string =>
  typeof value === 'string' && !/^[\w./:*-]+$/.test(value) ? escapeControls(JSON.stringify(value)) : String(value)

/** For a terminal. */
export const prettyLog = (inColour: boolean) =>
  logWith((time, level, event, fields) => {
    const paint = (colour: number, text: string): string => (inColour ? `\x1b[${colour}m${text}\x1b[0m` : text)
    const rest = Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : `${name}=${shown(value)}`,
    )
    return `${paint(90, time.slice(11, 23))} ${paint(COLOURS[level], level.padEnd(5))} ${[event, ...rest].join(' ')}`
  })
