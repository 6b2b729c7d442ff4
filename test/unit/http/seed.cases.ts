import { equal } from '../../contracts/expect.ts'
import { type Answer, at, client, read, type Send } from '../../support/client.ts'
import { customer, PASSWORD } from '../../support/customers.ts'

// The five calls of the old application (seed/flask-app.md): what its clients send, and the words they look for. They
// need a shop that has two products or more, with stock.

const equalMessage = (answer: Answer, status: number, message: string): void =>
  equal([answer.status, at(answer.body, 'message')], [status, message])

const withItem = async (send: Send) => {
  const buyer = await customer(send)
  const added = await buyer.post('/add-to-cart', { user_id: buyer.id, product_id: 2, quantity: 3 })
  return { ...buyer, added }
}

export const seedCases: Readonly<Record<string, (send: Send) => Promise<void>>> = {
  'POST /register and POST /login answer a message and a token': async (send) => {
    const name = crypto.randomUUID()
    const form = { email: `${name}@example.com`, username: name, password: PASSWORD }
    equalMessage(await client(send).post('/register', form), 201, 'User registered successfully!')
    const { status, body } = await client(send).post('/login', { email: form.email, password: PASSWORD })
    equal([status, /^[\w-]+\.[\w-]+\.[\w-]+$/.test(String(at(body, 'token')))], [200, true], 'the status and the JWT')
  },

  'GET /products answers a bare array of exactly id, name, price and stock': async (send) => {
    const { status, body } = await client(send).get('/products')
    equal(status, 200)
    if (!Array.isArray(body) || body.length < 2) throw new Error('the catalogue is not an array of two products')
    for (const { id, name, price, stock, ...others } of body) {
      equal(
        [id, name, price, stock].map((value) => typeof value),
        ['number', 'string', 'number', 'number'],
      )
      equal(others, {}, 'the other members')
    }
  },

  'POST /add-to-cart takes the user_id of the caller': async (send) => {
    const { added } = await withItem(send)
    equalMessage(added, 200, 'Item added to cart!')
    equal(at(added.body, 'cart', 'items', 0, 'quantity'), 3)
  },

  'POST /add-to-cart needs no user_id': async (send) => {
    const added = await (await customer(send)).post('/add-to-cart', { product_id: 2, quantity: 3 })
    equalMessage(added, 200, 'Item added to cart!')
  },

  'POST /checkout needs neither a body nor a Content-Type': async (send) => {
    const { token } = await withItem(send)
    const placed = await read(
      await send('/checkout', { method: 'POST', headers: { Authorization: `Bearer ${token}` } }),
    )
    equalMessage(placed, 201, 'Order placed successfully!')
  },

  'POST /checkout takes an empty object, as clients of JSON services send it': async (send) => {
    equalMessage(await (await withItem(send)).post('/checkout', {}), 201, 'Order placed successfully!')
  },

  'a refusal says why in `message`, where the old clients look': async (send) => {
    const refused = await client(send).post('/login', { email: 'nobody@example.com', password: PASSWORD })
    equalMessage(refused, 401, 'The email or the password is wrong.')
  },
}
