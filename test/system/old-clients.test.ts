import { expect } from 'vitest'
import { loggedIn as loggedInBody, products } from '../support/bodies.ts'
import { test } from './in-folder.ts'

// The calls of the old application's documentation, word for word, on a shop that was just started for the first time.
test('clients of the old application call, and are answered, as before', async ({ open }) => {
  const { url } = await open()
  const post = (path: string, body: string | undefined, token?: string) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body }),
    })

  const registered = await post(
    '/register',
    '{ "email": "user@example.com", "username": "user1", "password": "securepassword" }',
  )
  expect(await registered.json()).toMatchObject({ message: 'User registered successfully!' })

  const loggedIn = await post('/login', '{ "email": "user@example.com", "password": "securepassword" }')
  const { token } = loggedInBody.parse(await loggedIn.json())

  const listed = await fetch(`${url}/products`)
  expect(products.parse(await listed.json()).slice(0, 2)).toEqual([
    { id: 1, name: 'Enamel mug', price: 10.99, stock: 50 },
    { id: 2, name: 'Reading lamp', price: 5.49, stock: 100 },
  ])

  for (const body of ['{ "user_id": 1, "product_id": 2, "quantity": 3 }', '{ "product_id": 2, "quantity": 3 }']) {
    const inCart = await post('/add-to-cart', body, token)
    expect(await inCart.json()).toMatchObject({ message: 'Item added to cart!' })
    const ordered = await post('/checkout', undefined, token)
    expect(await ordered.json()).toMatchObject({ message: 'Order placed successfully!', order: { total: 16.47 } })
  }
})
