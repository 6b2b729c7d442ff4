type Route = { readonly method: string; readonly path: string }

const matches = (pattern: string, path: string): boolean => {
  const wanted = pattern.split('/')
  const given = path.split('/')
  return (
    wanted.length === given.length &&
    wanted.every((part, i) => part === given[i] || (part.startsWith(':') && given[i] !== ''))
  )
}

/** The methods some route takes at this path, as an `Allow` header lists them; empty when there is no such path. */
export const allowedMethods = (routes: readonly Route[], path: string): string => {
  const methods = new Set(routes.filter((route) => matches(route.path, path)).map(({ method }) => method))
  methods.delete('ALL')
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods].sort().join(', ')
}
