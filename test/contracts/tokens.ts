import { systemClock } from '../../src/adapters/system/system.ts'
import type { Tokens } from '../../src/application/ports/security.ts'
import type { Clock } from '../../src/application/ports/system.ts'
import type { Role } from '../../src/domain/accounts/user.ts'
import type { Contract } from './contract.ts'
import { equal, holds, present } from './expect.ts'
import { decoded, type Forgery, resigned, signed } from './forged-token.ts'

export type TokensHarness = { tokens(secret: string, clock: Clock): Tokens }

const roles: readonly Role[] = ['customer', 'admin']
const SECRET = 'a secret of thirty-two bytes, at least'
const NOON = Date.UTC(2026, 10, 22, 12)
/** A customer. */
const ann = { userId: 7, role: 'customer' } as const
const at = (seconds: number): Clock => ({ now: () => NOON + seconds * 1000 })

/** Whose token it is, at noon, after a forger who knows the secret has changed it. */
const afterForgery = async ({ tokens }: TokensHarness, forgery: Forgery) => {
  const shop = tokens(SECRET, at(0))
  const { token } = await shop.issue(ann)
  return shop.verify(await resigned(token, SECRET, forgery))
}

export const tokensContract: Contract<TokensHarness> = {
  'knows whose token it issued': async ({ tokens }) => {
    const shop = tokens(SECRET, systemClock)
    for (const userId of [1, 42, 999_999_999]) {
      for (const role of roles) {
        equal(await shop.verify((await shop.issue({ userId, role })).token), { userId, role })
      }
    }
  },

  'knows a token that another server process issued with the same secret': async ({ tokens }) => {
    const { token } = await tokens(SECRET, at(0)).issue(ann)
    equal(await tokens(SECRET, at(1)).verify(token), ann)
  },

  'issues no two tokens alike': async ({ tokens }) => {
    const shop = tokens(SECRET, at(0))
    const [first, second] = [await shop.issue(ann), await shop.issue(ann)]
    holds(first.token !== second.token, 'two tokens of one second differ')
  },

  'lets a token live for fifteen minutes, to the second': async ({ tokens }) => {
    const { token, expiresIn } = await tokens(SECRET, at(0)).issue(ann)
    equal(expiresIn, 900)
    equal(await tokens(SECRET, at(899)).verify(token), ann)
    equal(await tokens(SECRET, at(900)).verify(token), undefined)
  },

  'refuses a token that was issued with another secret': async ({ tokens }) => {
    const { token } = await tokens(`${SECRET}!`, at(0)).issue(ann)
    equal(await tokens(SECRET, at(0)).verify(token), undefined)
  },

  'trusts a clock that is up to thirty seconds ahead, and no more': async ({ tokens }) => {
    const ahead = await tokens(SECRET, at(30)).issue(ann)
    equal(await tokens(SECRET, at(0)).verify(ahead.token), ann)
    const farAhead = await tokens(SECRET, at(31)).issue(ann)
    equal(await tokens(SECRET, at(0)).verify(farAhead.token), undefined)
  },

  'says in its claims whose it is, for what, from when until when': async ({ tokens }) => {
    const { token } = await tokens(SECRET, at(0)).issue(ann)
    const { header, claims } = decoded(token)
    const { jti, ...others } = claims
    holds(typeof jti === 'string' && jti.length >= 16, 'it has an id of its own')
    equal(header, { alg: 'HS256', typ: 'JWT' })
    const seconds = NOON / 1000
    equal(others, {
      iss: 'kiosk',
      aud: 'kiosk',
      sub: '7',
      use: 'access',
      role: 'customer',
      iat: seconds,
      exp: seconds + 900,
    })
  },

  'refuses a token in which a claim is missing': async (harness) => {
    equal(await afterForgery(harness, {}), ann, 'the owner of a token that was signed again')
    for (const claim of ['iss', 'aud', 'sub', 'use', 'iat', 'exp', 'jti']) {
      equal(await afterForgery(harness, { claims: { [claim]: undefined } }), undefined, `the owner without ${claim}`)
    }
  },

  'takes the role from the token, and a token of the version before, which has none, for a customer’s': async (
    harness,
  ) => {
    for (const role of roles) equal(await afterForgery(harness, { claims: { role } }), { userId: 7, role })
    equal(await afterForgery(harness, { claims: { role: undefined } }), ann)
  },

  'refuses a token in which a claim is not what the shop would write': async (harness) => {
    const forgeries: readonly Readonly<Record<string, unknown>>[] = [
      { iss: 'elsewhere' },
      { aud: 'elsewhere' },
      { use: 'refresh' },
      { jti: '' },
      { jti: 7 },
      { exp: String(NOON / 1000 + 900) },
      { exp: null },
      { iat: String(NOON / 1000) },
      ...['', 'owner', 'Admin', 'admin ', 'constructor', null, 7, ['admin'], { admin: true }].map((role) => ({ role })),
      ...['', '0', '-7', '7.5', '7e3', ' 7', '07', 'seven', 7, null, ['7'], { id: 7 }].map((sub) => ({ sub })),
    ]
    for (const claims of forgeries) {
      equal(await afterForgery(harness, { claims }), undefined, `the owner with ${JSON.stringify(claims)}`)
    }
  },

  'refuses every algorithm but its own, none above all (RFC 8725, section 3.1)': async (harness) => {
    const { token } = await harness.tokens(SECRET, at(0)).issue(ann)
    for (const alg of ['none', 'None', 'HS384', 'HS512', 'RS256', 'EdDSA', '', undefined, null, 7]) {
      equal(await afterForgery(harness, { header: { alg } }), undefined, `the owner with alg ${alg}`)
    }
    const [, claims] = token.split('.')
    const none = btoa('{"alg":"none","typ":"JWT"}').replace(/=+$/, '')
    equal(await harness.tokens(SECRET, at(0)).verify(`${none}.${claims}.`), undefined, 'the owner without a signature')
  },

  'refuses a token whose claims were changed after it was signed': async ({ tokens }) => {
    const shop = tokens(SECRET, at(0))
    const [mine, others] = [
      (await shop.issue(ann)).token.split('.'),
      (await shop.issue({ ...ann, userId: 8 })).token.split('.'),
    ]
    equal(await shop.verify([mine[0], others[1], mine[2]].join('.')), undefined)
    equal(await shop.verify([mine[0], mine[1], present(mine[2]).slice(0, -4)].join('.')), undefined)
  },

  'refuses what is no token at all': async ({ tokens }) => {
    const shop = tokens(SECRET, at(0))
    const { token } = await shop.issue(ann)
    const cut = token.split('.').slice(0, 2).join('.')
    const noise = ['', '.', '..', '...', 'a.b.c', cut, `${token}.`, `${token} `, '😀.😀.😀', '\0', 'x'.repeat(100_000)]
    for (const text of noise) equal(await shop.verify(text), undefined, JSON.stringify(text.slice(0, 50)))
  },

  'refuses claims that are no object, signed or not': async ({ tokens }) => {
    const shop = tokens(SECRET, at(0))
    for (const claims of [null, 7, 'seven', true, [], [7]]) {
      const token = await signed({ alg: 'HS256', typ: 'JWT' }, claims, SECRET)
      equal(await shop.verify(token), undefined, `signed ${JSON.stringify(claims)}`)
      equal(await shop.verify(`${token.slice(0, -3)}AAA`), undefined, `unsigned ${JSON.stringify(claims)}`)
    }
  },
}
