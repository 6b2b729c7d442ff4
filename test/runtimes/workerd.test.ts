import { describe, expect, test } from 'vitest'
import { workerd } from './runtime.ts'
import { testRuntime } from './test-runtime.ts'

testRuntime(workerd)

describe(workerd.name, () => {
  describe('SQLite', () => {
    test('is refused in one sentence', async ({ onTestFinished }) => {
      const server = await workerd.serve({ folder: '', env: { DATABASE_URL: 'sqlite:kiosk.db' } })
      onTestFinished(async () => {
        await server.end('SIGTERM')
      })
      const answer = await fetch(`${server.url}/products`)
      expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'unavailable' })])
      await expect.poll(server.output).toMatch(/kiosk: workerd has no files, so no SQLite: set DATABASE_URL to .*\n/)
    })
  })
})
