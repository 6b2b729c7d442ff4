import { describe, expect, test } from 'vitest'
import { holdOn } from './hold-on.ts'
import { memory } from './stores.ts'
import { workerd } from './workerd-host.ts'

holdOn(workerd, [memory])

describe(workerd.name, () => {
  describe('SQLite', () => {
    test.runIf(workerd.installed)('is not there, which is said in one sentence', async () => {
      const server = await workerd.serve({ folder: '', env: { DATABASE_URL: 'sqlite:kiosk.db' } })
      const answer = await fetch(`${server.url}/products`)
      const { code } = JSON.parse(await answer.text())
      const { err, out } = await server.end('SIGTERM')
      expect([answer.status, code]).toEqual([503, 'unavailable'])
      expect(out + err).toMatch(/kiosk: workerd has no files, so no SQLite: set DATABASE_URL to .*\n/)
    })
  })
})
