import type { Tokens } from '../../src/application/ports/security.ts'
import type { Clock } from '../../src/application/ports/system.ts'
import type { Contract } from './contract.ts'
import { assert, equal } from './expect.ts'
import { encoded, type Part, parsed, resigned, signed } from './forged-token.ts'

export type TokensHarness = { tokens(secret: string, clock: Clock): Tokens }

const SECRET = 'a secret of thirty-two bytes, at least'
const NOON = Date.UTC(2026, 10, 22, 12)
const ann = { userId: 7, role: 'customer' } as const
const at = (seconds: number): Clock => ({ now: () => NOON + seconds * 1_000 })

/** Verifies a token of Ann's with members replaced, or removed by `undefined`, and signed again with the secret. */
const verified = async ({ tokens }: TokensHarness, claims: Part, header: Part = {}) => {
  const shop = tokens(SECRET, at(0))
  return shop.verify(await resigned((await shop.issue(ann)).token, SECRET, { header, claims }))
}

export const tokensContract: Contract<TokensHarness> = {
  'verifies a token for fifteen minutes in every server process with the same secret': async ({ tokens }) => {
    for (const principal of [ann, { userId: 999_999_999, role: 'admin' }] as const) {
      const { token, expiresIn } = await tokens(SECRET, at(0)).issue(principal)
      equal(expiresIn, 900)
      equal(await tokens(SECRET, at(899)).verify(token), principal)
      equal(await tokens(SECRET, at(900)).verify(token), undefined)
    }
  },

  'tolerates a clock that is thirty seconds ahead, and no more': async ({ tokens }) => {
    const issuedAt = async (seconds: number) => (await tokens(SECRET, at(seconds)).issue(ann)).token
    equal(await tokens(SECRET, at(0)).verify(await issuedAt(30)), ann)
    equal(await tokens(SECRET, at(0)).verify(await issuedAt(31)), undefined)
  },

  'claims whose the token is, for what, from when until when, under an id of its own': async ({ tokens }) => {
    const shop = tokens(SECRET, at(0))
    const [one, other] = [(await shop.issue(ann)).token.split('.'), (await shop.issue(ann)).token.split('.')]
    equal(parsed(one[0]), { alg: 'HS256', typ: 'JWT' })
    const { jti, ...claims } = parsed(one[1])
    assert(typeof jti === 'string' && jti.length >= 16 && jti !== parsed(other[1]).jti, 'the id is unique')
    const iat = NOON / 1_000
    equal(claims, { iss: 'kiosk', aud: 'kiosk', use: 'access', sub: '7', role: 'customer', iat, exp: iat + 900 })
  },

  'takes a token of the previous version, which has no role, for a customer’s': async (harness) => {
    for (const role of ['customer', 'admin']) equal(await verified(harness, { role }), { userId: 7, role })
    equal(await verified(harness, { role: undefined }), ann)
  },

  'refuses a token in which a claim is missing or not what the shop would write': async (harness) => {
    equal(await verified(harness, {}), ann, 'the owner of a token that was signed again')
    const forged: Readonly<Record<string, readonly unknown[]>> = {
      iss: [undefined, 'elsewhere'],
      aud: [undefined, 'elsewhere'],
      use: [undefined, 'refresh'],
      jti: [undefined, '', 7],
      iat: [undefined, String(NOON / 1_000)],
      exp: [undefined, String(NOON / 1_000 + 900), null],
      role: ['', 'owner', 'Admin', 'constructor', null, 7, ['admin']],
      sub: [undefined, '', '0', '-7', '7.5', ' 7', '07', 'seven', 7, null, ['7']],
    }
    for (const [claim, values] of Object.entries(forged)) {
      for (const value of values) {
        equal(await verified(harness, { [claim]: value }), undefined, `${claim} = ${JSON.stringify(value)}`)
      }
    }
  },

  'refuses every algorithm but its own (RFC 8725, section 3.1)': async (harness) => {
    for (const alg of ['none', 'None', 'HS384', 'HS512', 'RS256', 'EdDSA', '', undefined, null, 7]) {
      equal(await verified(harness, {}, { alg }), undefined, `alg ${alg}`)
    }
  },

  "refuses a changed token, another secret's, and what is no token": async ({ tokens }) => {
    const shop = tokens(SECRET, at(0))
    const { token } = await shop.issue(ann)
    const [header, claims, signature] = token.split('.')
    const [, others] = (await shop.issue({ ...ann, userId: 8 })).token.split('.')
    const noObjects = [null, 7, 'seven', true, [], [7]].map((value) =>
      signed({ alg: 'HS256', typ: 'JWT' }, value, SECRET),
    )
    for (const text of [
      (await tokens(`${SECRET}!`, at(0)).issue(ann)).token,
      `${header}.${others}.${signature}`,
      token.slice(0, -4),
      `${encoded({ alg: 'none', typ: 'JWT' })}.${claims}.`,
      `${header}.${claims}`,
      ...['', '.', '..', '...', 'a.b.c', `${token}.`, `${token} `, '😀.😀.😀', '\0', 'x'.repeat(100_000)],
      ...(await Promise.all(noObjects)),
    ]) {
      equal(await shop.verify(text), undefined, JSON.stringify(text.slice(0, 50)))
    }
  },
}
