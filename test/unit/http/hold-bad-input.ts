import { describe, expect, it } from 'vitest'
import type { Send } from '../../support/client.ts'
import { badInput } from './bad-input.cases.ts'
import { refuses, type World } from './bad-request.ts'

/** Holds the whole table against one way to send, and compares everything in the store before and after each row. */
export const holdBadInput = (send: Send, world: World, everything: () => Promise<unknown>): void => {
  describe.each(Object.entries(badInput))('%s', (_, rows) => {
    it.each(rows.map((row) => ({ name: row[0], row })))('$name', async ({ row }) => {
      const before = await everything()
      await refuses(row, world, send)
      expect(await everything()).toEqual(before)
    })
  })
}
