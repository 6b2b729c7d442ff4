import { type Context, Hono } from 'hono'
import type { Shop } from '../../../application/shop.ts'
import type { Device, SessionId } from '../../../domain/accounts/session.ts'
import type { UserId } from '../../../domain/accounts/user.ts'
import { refreshCookie, sendLoggedOut, sendTokens } from '../cookies.ts'
import type { HttpEnvironment, Log } from '../environment.ts'
import { guardsOf } from '../middleware/guards.ts'
import { noQuery, validBody } from '../middleware/validate.ts'
import { networkOf } from '../network.ts'
import { answer, refuse } from '../problems.ts'
import { json, noContent } from '../responses.ts'
import {
  accountBody,
  accountView,
  loginBody,
  newPasswordBody,
  passwordBody,
  refreshBody,
  registrationBody,
  sessionView,
} from '../schemas/accounts.ts'

export const accountRoutes = (shop: Shop, log: Log) => {
  const { user } = guardsOf(shop)
  const record = (c: Context, event: string, userId: UserId | undefined, sessionId?: SessionId) => {
    const fields = { request_id: c.get('requestId'), user_id: userId, client: c.get('client'), session_id: sessionId }
    log(sessionId === undefined ? 'info' : 'warn', event, fields)
  }
  /** Of a password that was refused, wherever it was given. */
  const recordRefusal = (c: Context, error: { readonly type: string }, userId: UserId | undefined): void => {
    const event = REFUSED_PASSWORDS.get(error.type)
    if (event !== undefined) record(c, event, userId)
  }
  return new Hono<HttpEnvironment>()
    .post('/register', noQuery, validBody(registrationBody), async (c) => {
      return answer(
        c,
        await shop.registerUser({ ...c.req.valid('json'), ...networkIn(c) }),
        ({ id, email, username }) => {
          c.set('userId', id)
          return json(c, { message: 'User registered successfully!', user: { id, email, username } }, 201)
        },
      )
    })
    .post('/login', noQuery, validBody(loginBody), async (c) => {
      const { cookies, ...credentials } = c.req.valid('json')
      const entered = await shop.logIn({ ...credentials, ...deviceOf(c), ...networkIn(c) })
      const { userId } = entered.ok ? entered.value : entered.error
      c.set('userId', userId)
      if (entered.ok) record(c, 'log_in_ok', userId)
      else recordRefusal(c, entered.error, userId)
      return answer(c, entered, (tokens) => sendTokens(c, tokens, cookies))
    })
    .post('/token/refresh', noQuery, validBody(refreshBody, '{}'), async (c) => {
      const { refresh_token: given } = c.req.valid('json')
      const refreshToken = given ?? refreshCookie(c)
      if (refreshToken === undefined) return refuse(c, { type: 'refresh_token_invalid' })
      const csrfToken = given === undefined ? (c.req.header('X-CSRF-Token') ?? '') : undefined
      const refreshed = await shop.refreshSession({ refreshToken, csrfToken, ...deviceOf(c) })
      if (refreshed.ok) c.set('userId', refreshed.value.userId)
      else if (refreshed.error.type === 'refresh_token_reused') {
        record(c, refreshed.error.type, refreshed.error.userId, refreshed.error.sessionId)
      }
      return answer(c, refreshed, (tokens) => sendTokens(c, tokens, given === undefined))
    })
    .post('/token/fresh', user(), noQuery, validBody(passwordBody), async (c) => {
      const confirmed = await shop.confirmPassword({ ...c.get('principal'), ...c.req.valid('json'), ...networkIn(c) })
      if (!confirmed.ok) recordRefusal(c, confirmed.error, c.get('userId'))
      return answer(c, confirmed, (token) => sendTokens(c, token))
    })
    .post('/logout', user({ mustChangePassword: true }), noQuery, async (c) => {
      const { userId, sessionId } = c.get('principal')
      await shop.endSessions(userId, sessionId)
      return sendLoggedOut(c)
    })
    .post('/logout-all', user(), noQuery, async (c) => {
      await shop.endSessions(c.get('userId'))
      return sendLoggedOut(c)
    })
    .get('/sessions', user(), noQuery, async (c) => {
      const { userId, sessionId } = c.get('principal')
      const sessions = await shop.listSessions(userId)
      return json(c, { sessions: sessions.map((session) => sessionView(session, sessionId)) })
    })
    .delete('/sessions/:id', user(), noQuery, async (c) => {
      const ended = await shop.endSessions(c.get('userId'), c.req.param('id'))
      return ended > 0 ? noContent(c) : refuse(c, { type: 'session_not_found' })
    })
    .get('/me', user(), noQuery, async (c) => {
      return answer(c, await shop.showAccount(c.get('userId')), (account) => json(c, accountView(account)))
    })
    .patch('/me', user({ fresh: true }), noQuery, validBody(accountBody), async (c) => {
      const changed = await shop.changeAccount(c.get('userId'), c.req.valid('json'))
      return answer(c, changed, (account) => json(c, accountView(account)))
    })
    .delete('/me', user({ fresh: true }), noQuery, async (c) => {
      return answer(c, await shop.deleteAccount(c.get('userId')), () => sendLoggedOut(c))
    })
    .put('/me/password', user({ mustChangePassword: true }), noQuery, validBody(newPasswordBody), async (c) => {
      const { password, new_password: newPassword } = c.req.valid('json')
      const changed = await shop.changePassword({ ...c.get('principal'), ...networkIn(c), password, newPassword })
      if (changed.ok) record(c, 'password_changed', c.get('userId'))
      else recordRefusal(c, changed.error, c.get('userId'))
      return answer(c, changed, (token) => sendTokens(c, token))
    })
}

const REFUSED_PASSWORDS: ReadonlyMap<string, string> = new Map([
  ['wrong_credentials', 'log_in_failed'],
  ['account_disabled', 'log_in_failed'],
  ['too_many_attempts', 'log_in_throttled'],
])

const networkIn = (c: Context) => ({ network: networkOf(c.get('client')) })

const MAX_TEXT = 255

const deviceOf = (c: Context): Device => ({
  userAgent: (c.req.header('User-Agent') ?? '').slice(0, MAX_TEXT),
  address: (c.get('client') ?? '').slice(0, MAX_TEXT),
})
