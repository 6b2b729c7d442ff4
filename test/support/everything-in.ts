import type { Store } from '../../src/application/ports/store.ts'
import { register, type User } from '../../src/domain/accounts/user.ts'
import { err } from '../../src/domain/result.ts'

/**
 * All that a memory store keeps, to compare before and after. Users and products are numbered from 1 without gaps, so
 * the number that the next user would get says how many there are; it is asked for in a unit that is rolled back.
 */
export const everythingIn = async (store: Store, emails: readonly string[], products: number) => {
  let kept: object = {}
  await store.unitOfWork.run(async ({ users, products: shelf, carts }) => {
    const accounts: (User | undefined)[] = []
    for (const email of emails) accounts.push(await users.lockByEmail(email))
    const next = await users.add(register({ email: 'the@next.one', username: 'the next one', password: '' }, ''))
    const userIds = accounts.flatMap((user) => user?.id ?? [])
    kept = {
      accounts,
      next,
      shelf: await shelf.byIds(Array.from({ length: products + 1 }, (_, i) => i + 1)),
      carts: await carts.lock(userIds),
    }
    return err('only looking')
  })
  const orders = []
  for (const email of emails) {
    const user = await store.readers.users.byEmail(email)
    orders.push(user && (await store.readers.orders.page(user.id, 1_000, undefined)))
  }
  return { ...kept, orders }
}
