import { equal, holds } from '../../contracts/expect.ts'
import { at, client, read, type Send } from '../../support/client.ts'

// The five calls of the old application as its own page shows them (seed/flask-app.md): what its clients send, and the
// words they look for in the answer. They need a shop that has two products or more, with stock.

/** The member of an object; for a word in an answer that may hold more than the old one did. */
const messageOf = (body: unknown): unknown => at(body, 'message')

const signUp = async (send: Send) => {
  const tag = crypto.randomUUID().slice(0, 13)
  const form = { email: `${tag}@example.com`, username: tag, password: 'securepassword' }
  const visitor = client(send)
  const registered = await visitor.post('/register', form)
  const loggedIn = await visitor.post('/login', { email: form.email, password: form.password })
  const token = String(at(loggedIn.body, 'token'))
  return { registered, loggedIn, token, id: at(registered.body, 'user', 'id'), ...client(send, token) }
}

export const seedCases: Readonly<Record<string, (send: Send) => Promise<void>>> = {
  'POST /register says that the user is registered': async (send) => {
    const { registered } = await signUp(send)
    equal(registered.status, 201)
    equal(messageOf(registered.body), 'User registered successfully!')
  },

  'POST /login answers a token': async (send) => {
    const { loggedIn, token } = await signUp(send)
    equal(loggedIn.status, 200)
    holds(/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token), `"${token}" is a JWT`)
  },

  'GET /products answers a bare array of exactly id, name, price and stock': async (send) => {
    const { status, body } = await client(send).get('/products')
    equal(status, 200)
    if (!Array.isArray(body)) throw new Error('the catalogue is not an array')
    holds(body.length >= 2, 'there is something to buy')
    for (const product of body) {
      equal(Object.keys(product), ['id', 'name', 'price', 'stock'])
      equal(
        [typeof product.id, typeof product.name, typeof product.price, typeof product.stock],
        ['number', 'string', 'number', 'number'],
      )
    }
  },

  'POST /add-to-cart takes the user_id of the caller': async (send) => {
    const customer = await signUp(send)
    const added = await customer.post('/add-to-cart', { user_id: customer.id, product_id: 2, quantity: 3 })
    equal(added.status, 200)
    equal(messageOf(added.body), 'Item added to cart!')
    equal(at(added.body, 'cart', 'items', 0, 'quantity'), 3)
  },

  'POST /add-to-cart needs no user_id': async (send) => {
    const customer = await signUp(send)
    const added = await customer.post('/add-to-cart', { product_id: 2, quantity: 3 })
    equal(added.status, 200)
    equal(messageOf(added.body), 'Item added to cart!')
  },

  'POST /checkout needs neither a body nor a Content-Type': async (send) => {
    const customer = await signUp(send)
    await customer.post('/add-to-cart', { product_id: 2, quantity: 1 })
    const headers = { Authorization: `Bearer ${customer.token}` }
    const placed = await read(await send('/checkout', { method: 'POST', headers }))
    equal(placed.status, 201)
    equal(messageOf(placed.body), 'Order placed successfully!')
  },

  'POST /checkout takes an empty object, as clients of JSON services send it': async (send) => {
    const customer = await signUp(send)
    await customer.post('/add-to-cart', { product_id: 2, quantity: 1 })
    const placed = await customer.post('/checkout', {})
    equal(placed.status, 201)
    equal(messageOf(placed.body), 'Order placed successfully!')
  },

  'a refusal says why in `message`, where the old clients look': async (send) => {
    const refused = await client(send).post('/login', { email: 'nobody@example.com', password: 'securepassword' })
    equal(refused.status, 401)
    equal(messageOf(refused.body), 'The email or the password is wrong.')
  },
}
