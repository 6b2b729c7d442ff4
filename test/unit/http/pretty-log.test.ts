import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import type { Log } from '../../../src/adapters/observability/log.ts'
import { prettyLog } from '../../../src/adapters/observability/pretty-log.ts'

const logged = (write: (log: Log) => void, inColour = false): readonly string[] => {
  const lines: string[] = []
  write(prettyLog(inColour)((line) => lines.push(line), { now: () => Date.UTC(2026, 0, 1, 12, 30) }, 'info'))
  return lines
}

it('shows an event on one line, for people', () => {
  expect(
    logged((log) => log('info', 'request', { method: 'GET', route: '/products/:id', ms: 1.5, user_id: undefined })),
  ).toEqual(['12:30:00.000 info  request method=GET route=/products/:id ms=1.5\n'])
})

it('lets no value look like a field, a line or a colour of its own', () => {
  const [line = '', ...others] = logged((log) => log('warn', 'unavailable', { reason: 'x\ny level=error \x1b[31mred' }))
  expect(others).toEqual([])
  expect(line).toBe('12:30:00.000 warn  unavailable reason="x\\ny level=error \\u001b[31mred"\n')
})

it('leaves out what is less urgent than it was asked for', () => {
  expect(logged((log) => log('debug', 'detail'))).toEqual([])
})

it('has colours only where they are wanted', () => {
  const [plain = ''] = logged((log) => log('error', 'unexpected'))
  const [coloured = ''] = logged((log) => log('error', 'unexpected'), true)
  expect(stripVTControlCharacters(plain)).toBe(plain)
  expect(coloured).not.toBe(plain)
  expect(stripVTControlCharacters(coloured)).toBe(plain)
})
