import type { Repositories } from './ports/unit-of-work.ts'

/**
 * Runs `work` on repositories that are its own until it ends: one that outlived its unit would write outside any
 * transaction. A call that fails is the end too, whatever `work` makes of it: behind a deadlock there is no transaction
 * any more, and half of a unit must not be kept because someone swallowed the reason.
 */
export const runUnit = async <T>(
  repositories: Repositories,
  work: (repositories: Repositories) => Promise<T>,
): Promise<T> => {
  const end: { reason?: unknown } = {}

  const guard = <R extends object>(repository: R): R =>
    new Proxy(repository, {
      get: (target, name, receiver) => {
        const method: unknown = Reflect.get(target, name, receiver)
        if (typeof method !== 'function') return method
        return async (...given: unknown[]) => {
          if ('reason' in end) throw end.reason
          try {
            return await Reflect.apply(method, target, given)
          } catch (reason) {
            end.reason ??= reason
            throw reason
          }
        }
      },
    })

  try {
    const result = await work({
      users: guard(repositories.users),
      products: guard(repositories.products),
      carts: guard(repositories.carts),
      orders: guard(repositories.orders),
    })
    if ('reason' in end) throw end.reason
    return result
  } finally {
    end.reason ??= new Error('the unit of work has ended')
  }
}
