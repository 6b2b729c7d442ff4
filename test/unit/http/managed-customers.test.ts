import { beforeEach, describe, expect, it } from 'vitest'
import { listIn, openWithAdministrator, type WithAdministrator } from '../../support/administrator.ts'
import { at, codeOf } from '../../support/client.ts'
import { type Customer, logIn, PASSWORD } from '../../support/customers.ts'

let shop: WithAdministrator
let ada: Customer

beforeEach(async () => {
  shop = await openWithAdministrator()
  ada = await shop.customer('ada')
})

const change = (id: number | string, name: string) => shop.admin.post(`/admin/customers/${id}/${name}`)
const setRole = (id: number, role: string) => shop.admin.put(`/admin/customers/${id}/role`, { role })

describe('customers', () => {
  it('are listed by page, a part of the name, role and whether they are disabled', async () => {
    const eve = await shop.customer('eve-ada')
    await change(eve.id, 'disable')
    const ids = async (query: string) =>
      listIn((await shop.admin.get(`/admin/customers${query}`)).body, 'customers').map(({ id }) => id)
    expect(await ids('')).toEqual([shop.joan.id, ada.id, eve.id])
    expect(await ids('?q=ADA')).toEqual([ada.id, eve.id])
    expect(await ids('?q=joan@EXAMPLE')).toEqual([shop.joan.id])
    expect(await ids('?role=admin')).toEqual([shop.joan.id])
    expect(await ids('?disabled=true')).toEqual([eve.id])
    const page = await shop.admin.get('/admin/customers?limit=2')
    expect(await ids(`?limit=2&cursor=${at(page.body, 'next_cursor')}`)).toEqual([eve.id])
    const names = { email: 'ada@example.com', username: 'ada' }
    expect(at((await shop.admin.get('/admin/customers?q=ada')).body, 'customers', 0)).toEqual({
      ...{ id: ada.id, ...names, role: 'customer', disabled: false },
    })
    expect(codeOf(await shop.admin.get('/admin/customers?q='))).toBe('invalid')
  })

  it('are shown with their orders', async () => {
    await shop.addProducts({})
    const id = await shop.buy(ada)
    const { body } = await shop.admin.get(`/admin/customers/${ada.id}`)
    expect(body).toMatchObject({ id: ada.id, orders: [{ id, customer_id: ada.id }], next_cursor: null })
    for (const none of ['0', '999', 'x'])
      expect(codeOf(await shop.admin.get(`/admin/customers/${none}`))).toBe('user_not_found')
    expect(codeOf(await change('x', 'disable'))).toBe('user_not_found')
  })

  it('are logged out at once when they are disabled, and let in again', async () => {
    expect((await change(ada.id, 'disable')).body).toMatchObject({ id: ada.id, disabled: true })
    expect(codeOf(await ada.get('/me'))).toBe('token_invalid')
    const enter = () => shop.anonymous.post('/login', { email: ada.email, password: PASSWORD })
    expect(codeOf(await enter())).toBe('account_disabled')
    await change(ada.id, 'enable')
    expect((await enter()).status).toBe(200)
  })

  it('become administrators, and customers again, who are logged out', async () => {
    expect((await setRole(ada.id, 'admin')).body).toMatchObject({ role: 'admin' })
    const asAdmin = await logIn(shop.send, 'ada')
    expect((await asAdmin.get('/admin')).status).toBe(200)
    expect((await setRole(ada.id, 'customer')).body).toMatchObject({ role: 'customer' })
    expect(codeOf(await asAdmin.get('/admin'))).toBe('token_invalid')
    expect(codeOf(await setRole(ada.id, 'root'))).toBe('invalid')
  })

  it('are changed in the log without their names', async () => {
    shop.log.length = 0
    await change(ada.id, 'disable')
    await change(ada.id, 'enable')
    await setRole(ada.id, 'admin')
    const events = shop.log.map((line) => JSON.parse(line)).filter(({ event }) => event !== 'request')
    expect(events).toMatchObject(
      ['user_disabled', 'user_enabled', 'role_changed'].map((event) => ({ event, user_id: ada.id, by: shop.joan.id })),
    )
    expect(JSON.stringify(events)).not.toContain('ada')
  })
})

describe('the last administrator', () => {
  const removals = {
    'made a customer': () => setRole(shop.joan.id, 'customer'),
    disabled: () => change(shop.joan.id, 'disable'),
    deleted: () => shop.admin.delete('/me'),
  }

  it.each(Object.entries(removals))('is not %s, but one of two is', async (_, remove) => {
    expect(await remove()).toMatchObject({ status: 409, body: { code: 'last_administrator' } })
    // One who is disabled does not count.
    await setRole(ada.id, 'admin')
    await change(ada.id, 'disable')
    expect(codeOf(await remove())).toBe('last_administrator')
    await change(ada.id, 'enable')
    expect((await remove()).status).toBeLessThan(300)
  })

  it('is left to the operator', async () => {
    expect(await shop.shop.demoteUser(shop.joan.email)).toMatchObject({ ok: true })
  })
})
