import type { Repositories } from './ports/unit-of-work.ts'

/**
 * The same repositories until `end`, after which every one of their methods refuses: a repository that outlives its
 * unit of work would write outside any transaction.
 */
export const endable = (repositories: Repositories): { repositories: Repositories; end: () => void } => {
  let ended = false
  const guard = <T extends object>(repository: T): T =>
    new Proxy(repository, {
      get: (target, name, receiver) => {
        const member: unknown = Reflect.get(target, name, receiver)
        if (typeof member !== 'function') return member
        return async (...given: unknown[]) => {
          if (ended) throw new Error('the unit of work has ended')
          return Reflect.apply(member, target, given)
        }
      },
    })
  return {
    repositories: {
      users: guard(repositories.users),
      products: guard(repositories.products),
      carts: guard(repositories.carts),
      orders: guard(repositories.orders),
    },
    end: () => {
      ended = true
    },
  }
}
