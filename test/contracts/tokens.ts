import type { Claims, Tokens } from '../../src/application/ports/security.ts'
import type { Clock } from '../../src/application/ports/system.ts'
import type { Contract } from './contract.ts'
import { assert, equal } from './expect.ts'
import { encoded, forgeries, parsed, resigned } from './forged-token.ts'

type Secrets = readonly [signing: string, ...accepted: string[]]
export type TokensHarness = { tokens(secrets: Secrets, clock: Clock, accessTokenMs?: number): Tokens }

const SECRET = 'a secret of thirty-two bytes, at least'
const OTHER = 'another secret of thirty-two bytes, or more'
const NOON = Date.UTC(2026, 10, 22, 12)
const SESSION = '01900000-0000-7000-8000-000000000001'
const ann = {
  ...{ userId: 7, role: 'customer', sessionId: SESSION, freshAt: NOON - 60_000, mustChangePassword: false },
} as const satisfies Claims
const NEVER = Number.MAX_SAFE_INTEGER
const given = { ...ann, until: NEVER } as const
const at = (seconds: number): Clock => ({ now: () => NOON + seconds * 1_000 })

export const tokensContract: Contract<TokensHarness> = {
  'verifies a token for fifteen minutes in every server process with the same secret': async ({ tokens }) => {
    const administrator = { ...ann, userId: 999_999_999, role: 'admin', mustChangePassword: true } as const
    for (const claims of [ann, administrator]) {
      const { token, expiresIn } = await tokens([SECRET], at(0)).issue({ ...claims, until: NEVER })
      equal(expiresIn, 900)
      equal(await tokens([SECRET], at(899)).verify(token), claims)
      equal(await tokens([SECRET], at(900)).verify(token), undefined)
    }
  },

  'verifies a token for as long as it is set to, and none that is good for longer': async ({ tokens }) => {
    const { token, expiresIn } = await tokens([SECRET], at(0), 60_000).issue(given)
    equal(expiresIn, 60)
    equal(await tokens([SECRET], at(59), 60_000).verify(token), ann)
    equal(await tokens([SECRET], at(60), 60_000).verify(token), undefined)
    equal(await tokens([SECRET], at(1), 59_000).verify(token), undefined)
    equal(await tokens([SECRET], at(1)).verify(token), ann)
  },

  'issues no token for longer than its session lasts': async ({ tokens }) => {
    const shop = tokens([SECRET], at(0))
    const { token, expiresIn } = await shop.issue({ ...given, until: NOON + 60_999 })
    equal([expiresIn, await tokens([SECRET], at(59)).verify(token)], [60, ann])
    equal(await tokens([SECRET], at(60)).verify(token), undefined)
  },

  'tolerates a clock that is thirty seconds ahead, and no more': async ({ tokens }) => {
    const issuedAt = async (seconds: number) => (await tokens([SECRET], at(seconds)).issue(given)).token
    equal(await tokens([SECRET], at(0)).verify(await issuedAt(30)), ann)
    equal(await tokens([SECRET], at(0)).verify(await issuedAt(31)), undefined)
  },

  'claims whose the token is, for what, from when until when, under an id of its own': async ({ tokens }) => {
    const shop = tokens([SECRET], at(0))
    const [one, other] = [(await shop.issue(given)).token.split('.'), (await shop.issue(given)).token.split('.')]
    const { kid, ...header } = parsed(one[0])
    equal(header, { alg: 'HS256', typ: 'JWT' })
    assert(typeof kid === 'string' && /^[\w-]{11}$/.test(kid), 'the key has an id')
    const { jti, ...claims } = parsed(one[1])
    assert(typeof jti === 'string' && jti.length >= 16 && jti !== parsed(other[1]).jti, 'the id is unique')
    const iat = NOON / 1_000
    const times = { iat, exp: iat + 900, fresh: iat - 60 }
    const subject = { sub: '7', role: 'customer', sid: SESSION, type: 'access' }
    equal(claims, { iss: 'kiosk', aud: 'kiosk', ...subject, ...times })
  },

  'takes a token of the previous version, whose key has no id': async ({ tokens }) => {
    const [former, signing] = [tokens([SECRET], at(0)), tokens([OTHER, SECRET], at(0))]
    const plain = await resigned((await former.issue(given)).token, SECRET, { header: { kid: undefined } })
    equal([await former.verify(plain), await signing.verify(plain)], [ann, ann])
    equal(await tokens([OTHER], at(0)).verify(plain), undefined)
  },

  'verifies by every accepted secret, signs by the first, and names its key without telling of it': async ({
    tokens,
  }) => {
    const [before, during, after] = [tokens([SECRET], at(0)), tokens([OTHER, SECRET], at(0)), tokens([OTHER], at(0))]
    const [old, next] = [await before.issue(given), await during.issue(given)]
    equal(
      [await during.verify(old.token), await during.verify(next.token), await after.verify(next.token)],
      [ann, ann, ann],
    )
    equal([await before.verify(next.token), await after.verify(old.token)], [undefined, undefined])
    const [oldKey, newKey] = [old, next].map(({ token }) => parsed(token.split('.')[0]).kid)
    assert(oldKey !== newKey && !SECRET.includes(String(oldKey)), 'the ids of keys differ')
    const swapped = await resigned(old.token, SECRET, { header: { kid: newKey } })
    equal(await during.verify(swapped), undefined, 'the id of one key, the signature of another')
    equal([during.isCsrfToken(old.csrfToken(), SESSION), during.isCsrfToken(next.csrfToken(), SESSION)], [true, true])
    equal([before.isCsrfToken(next.csrfToken(), SESSION), after.isCsrfToken(old.csrfToken(), SESSION)], [false, false])
  },

  'refuses every token that it would not write, and what is no token': async ({ tokens }) => {
    const shop = tokens([SECRET], at(0))
    const { token } = await shop.issue(given)
    equal(await shop.verify(await resigned(token, SECRET, {})), ann, 'the owner of a token that was signed again')
    const others = (await shop.issue({ ...given, userId: 8 })).token
    const forged = await forgeries(token, SECRET, NOON / 1_000, others)
    for (const text of ['😀.😀.😀', '\0', 'x'.repeat(100_000), `${token} `, `\n${token}`, encoded(token)]) {
      equal(await shop.verify(text), undefined, JSON.stringify(text.slice(0, 50)))
    }
    for (const [name, text] of forged) equal(await shop.verify(text), undefined, name)
    assert(forged.length > 100, 'there are a hundred')
  },

  'knows the CSRF token of a session in every server process with the same secret': async ({ tokens }) => {
    const csrfToken = (await tokens([SECRET], at(0)).issue(given)).csrfToken()
    equal((await tokens([SECRET], at(0)).issue({ ...given, freshAt: NOON })).csrfToken(), csrfToken, 'of one session')
    const shop = tokens([SECRET], at(99_999))
    equal(shop.isCsrfToken(csrfToken, SESSION), true)
    const other = `${SESSION.slice(0, -1)}2`
    for (const [text, session] of [
      [csrfToken, other],
      [(await shop.issue({ ...given, sessionId: other })).csrfToken(), SESSION],
      [(await tokens([`${SECRET}!`], at(0)).issue(given)).csrfToken(), SESSION],
      ...[undefined, '', 'é'.repeat(43), csrfToken.slice(1), `${csrfToken}=`, '😀'.repeat(11)].map(
        (text) => [text, SESSION] as const,
      ),
    ] as const) {
      equal(shop.isCsrfToken(text, session), false, `${text} for ${session}`)
    }
  },
}
