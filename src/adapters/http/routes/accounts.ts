import { Hono } from 'hono'
import type { Accounts } from '../../../application/shop.ts'
import type { HttpEnvironment } from '../environment.ts'
import { anyone } from '../middleware/guards.ts'
import { noQuery, requiredJson, valid } from '../middleware/validate.ts'
import { refuse } from '../problems.ts'
import { json } from '../responses.ts'
import { credentialsBody, type LoggedIn, type Registered, registrationBody, userView } from '../schemas/accounts.ts'

export const accountRoutes = (shop: Accounts) =>
  new Hono<HttpEnvironment>()
    .post('/register', anyone, noQuery, requiredJson, valid('json', registrationBody), async (c) => {
      const added = await shop.registerUser(c.req.valid('json'))
      if (!added.ok) return refuse(c, added.error)
      c.set('account', added.value.id)
      return json<Registered>(c, { message: 'User registered successfully!', user: userView(added.value) }, 201)
    })
    .post('/login', anyone, noQuery, requiredJson, valid('json', credentialsBody), async (c) => {
      const issued = await shop.logIn(c.req.valid('json'))
      c.set('account', issued.ok ? issued.value.userId : issued.error.userId)
      if (!issued.ok) return refuse(c, issued.error)
      return json<LoggedIn>(c, { token: issued.value.token, expires_in: issued.value.expiresIn })
    })
