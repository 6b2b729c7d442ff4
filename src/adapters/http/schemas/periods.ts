import { z } from 'zod'
import { err, ok } from '../../../domain/result.ts'
import { parsed } from './fields.ts'

const DAY_MS = 86_400_000
/** Ten years. */
const MAX_DAYS = 3_660

const utcMidnight = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** A calendar day, such as 2026-12-01. */
export const day = parsed((text) => {
  const isDay = /^(?:19|20)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(utcMidnight(text))
  return isDay && dayOf(utcMidnight(text)) === text ? ok(text) : err('must be a day such as 2026-12-01')
})

export const dayAfter = (day: string): string => dayOf(utcMidnight(day) + DAY_MS)

const formatOf = (timeZone: string) => new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })

/** A name of the IANA time zone database. */
export const timezone = parsed((zone) => {
  try {
    formatOf(zone)
    return ok(zone)
  } catch {
    return err('must be a time zone such as Europe/London')
  }
}).default('UTC')

/** How far local time is ahead of UTC, from `GMT+01:00`, or `GMT` alone. */
const offsetAt = (format: Intl.DateTimeFormat, ms: number): number => {
  const [, sign = '+', ...parts] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(format.format(ms)) ?? []
  const [hours, minutes, seconds] = [0, 1, 2].map((i) => Number(parts[i] ?? 0))
  return Number(`${sign}1`) * 1_000 * (3_600 * (hours ?? 0) + 60 * (minutes ?? 0) + (seconds ?? 0))
}

/** The first instant of a day, which a change of the clock may move from midnight. */
export const startOfDay = (day: string, timeZone: string): number => {
  const format = formatOf(timeZone)
  const midnight = utcMidnight(day)
  // By the offsets before and after any change of the clock.
  const found = [-DAY_MS, DAY_MS].map((away) => midnight - offsetAt(format, midnight + away)).sort((a, b) => a - b)
  return found.find((ms) => ms + offsetAt(format, ms) >= midnight) ?? midnight
}

/** From one day to another, both included; `borders` are the instants at which the days begin, and the last one ends. */
export const period = z.strictObject({ from: day, to: day, timezone })
type Period = z.infer<typeof period>

export const isPeriod = ({ from, to }: Period): boolean =>
  from <= to && utcMidnight(to) - utcMidnight(from) < MAX_DAYS * DAY_MS
export const NO_PERIOD = { path: ['to'], error: `must not be before from, nor ${MAX_DAYS} days after it` }

export const daysOf = ({ from, to, timezone }: Period) => {
  const days: string[] = []
  for (let day = from; day <= to; day = dayAfter(day)) days.push(day)
  return { days, borders: [...days, dayAfter(to)].map((day) => startOfDay(day, timezone)) }
}
