import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { jsonLog, type Log, prettyLog } from '../../../src/adapters/observability/log.ts'

const logged = (write: (log: Log) => void, inColour = false): string => {
  const lines: string[] = []
  write(prettyLog(inColour)((line) => lines.push(line), { now: () => Date.UTC(2026, 0, 1, 12, 30) }, 'info'))
  return lines.join('')
}

it('shows an event on one line, for people', () => {
  const fields = { method: 'GET', route: '/products/:id', ms: 1.5, user_id: undefined }
  expect(logged((log) => log('info', 'request', fields))).toBe(
    '12:30:00.000 info  request method=GET route=/products/:id ms=1.5\n',
  )
})

it('lets no value look like a field, a line or a colour of its own', () => {
  expect(logged((log) => log('warn', 'unavailable', { reason: 'x\ny level=error \x1b[31mred' }))).toBe(
    '12:30:00.000 warn  unavailable reason="x\\ny level=error \\u001b[31mred"\n',
  )
})

/** Everything that a terminal obeys, and what changes the order in which text is shown. */
const CONTROLS = '\x00\x07\b\r\x1b]0;title\x1b[2J\x7f\x80\x85\x9b31m\x9d\u061c\u200e\u2028\u2029\u202e\u2066'

it.each([
  ['for people', prettyLog(false)],
  ['in JSON', jsonLog],
])('has nothing %s that a terminal obeys, and no second line', (_, format) => {
  const lines: string[] = []
  const log = format((line) => lines.push(line), { now: () => 0 }, 'info')
  log('info', 'request', { client: CONTROLS, path: `/a\n${CONTROLS}` })
  expect(lines).toHaveLength(1)
  expect(lines.join().trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  if (format === jsonLog) expect(JSON.parse(lines.join())).toMatchObject({ client: CONTROLS })
})

it('leaves out events below its level', () => {
  expect(logged((log) => log('debug', 'detail'))).toBe('')
})

it('has colours only where they are asked for', () => {
  const [plain, coloured] = [false, true].map((inColour) => logged((log) => log('error', 'unexpected'), inColour))
  expect(plain).toBe(stripVTControlCharacters(String(coloured)))
  expect(coloured).not.toBe(plain)
})
