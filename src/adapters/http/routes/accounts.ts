import { Hono } from 'hono'
import type { Accounts } from '../../../application/shop.ts'
import type { HttpEnvironment } from '../environment.ts'
import { anyone } from '../middleware/guards.ts'
import { noQuery, validBody } from '../middleware/validate.ts'
import { answer } from '../problems.ts'
import { json } from '../responses.ts'
import { credentialsBody, registrationBody } from '../schemas/accounts.ts'

export const accountRoutes = (shop: Accounts) =>
  new Hono<HttpEnvironment>()
    .post('/register', anyone, noQuery, validBody(registrationBody), async (c) => {
      const added = await shop.registerUser(c.req.valid('json'))
      return answer(c, added, ({ id, email, username }) => {
        c.set('userId', id)
        return json(c, { message: 'User registered successfully!', user: { id, email, username } }, 201)
      })
    })
    .post('/login', anyone, noQuery, validBody(credentialsBody), async (c) => {
      const issued = await shop.logIn(c.req.valid('json'))
      c.set('userId', issued.ok ? issued.value.userId : issued.error.userId)
      return answer(c, issued, ({ token, expiresIn }) => json(c, { token, expires_in: expiresIn }))
    })
