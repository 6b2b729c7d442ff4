import { at, type Client, client } from './client.ts'
import { PASSWORD } from './customers.ts'
import { openKiosk } from './kiosk.ts'

/** A shop in this process with Joan, its one administrator. */
export const openWithAdministrator = async () => {
  const kiosk = openKiosk()
  const joan = await kiosk.customer('joan')
  await kiosk.shop.promoteUser(joan.email)
  const { body } = await kiosk.anonymous.post('/login', { email: joan.email, password: PASSWORD })
  const admin = client(kiosk.send, String(at(body, 'token')))
  const patch = (path: string, body: object, ifMatch: string) => admin.ask('PATCH', path, body, { 'If-Match': ifMatch })
  /** Buys so many of a product; the order's id. */
  const buy = async (buyer: Client, productId = 1, quantity = 1, checkout: object = {}): Promise<string> => {
    await buyer.post('/add-to-cart', { product_id: productId, quantity })
    return String(at((await buyer.post('/checkout', checkout)).body, 'order', 'id'))
  }
  return { ...kiosk, joan, admin, patch, buy }
}

export type WithAdministrator = Awaited<ReturnType<typeof openWithAdministrator>>

/** The members of a list in a body. */
export const listIn = (body: unknown, name: string): readonly Readonly<Record<string, unknown>>[] => {
  const list = at(body, name)
  if (!Array.isArray(list)) throw new Error(`no list in ${name}`)
  return list
}
