import { describe, expect, it } from 'vitest'
import { jwtTokens } from '../../../src/adapters/security/tokens.ts'
import { uuidv7Ids } from '../../../src/adapters/system/system.ts'
import { codeOf } from '../../support/client.ts'
import { openKiosk, SECRET } from '../../support/kiosk.ts'

describe('a token', () => {
  it('is good for fifteen minutes and not a second more', async () => {
    const kiosk = openKiosk()
    const ada = await kiosk.customer('ada')
    kiosk.pass(15 - 1 / 60)
    expect((await ada.get('/cart')).status).toBe(200)
    kiosk.pass(1 / 60)
    const late = await ada.get('/cart')
    expect([late.status, codeOf(late)]).toEqual([401, 'token_invalid'])
  })

  it.each([
    [30, 200],
    [31, 401],
  ])('from a machine whose clock is %i seconds ahead is answered %i', async (seconds, status) => {
    const kiosk = openKiosk()
    const ada = await kiosk.customer('ada')
    const ahead = { now: () => kiosk.clock.now() + seconds * 1_000 }
    const { token } = await jwtTokens(SECRET, ahead, uuidv7Ids(ahead)).issue({ userId: ada.id, role: 'customer' })
    expect((await kiosk.visitor.get('/cart', { Authorization: `Bearer ${token}` })).status).toBe(status)
  })

  it('is sent under a scheme whose case does not count (RFC 9110, section 11.1)', async () => {
    const kiosk = openKiosk()
    const { token } = await kiosk.customer('ada')
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      expect((await kiosk.visitor.get('/cart', { Authorization: `${scheme} ${token}` })).status).toBe(200)
    }
  })

  it('says whose it is and how long it lasts, and nothing else about its owner', async () => {
    const kiosk = openKiosk()
    const { token, id } = await kiosk.customer('ada')
    const [header, claims] = token.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
    const iat = kiosk.clock.now() / 1_000
    expect(header).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(claims).toEqual({
      iss: 'kiosk',
      aud: 'kiosk',
      sub: String(id),
      iat,
      exp: iat + 900,
      jti: expect.any(String),
      use: 'access',
      role: 'customer',
    })
  })
})
