/** With the passwords of its URLs taken out, whatever their scheme, and also where they are not percent-encoded. */
export const redacted = (text: string): string =>
  text.replaceAll(/([a-z][a-z\d+.-]*:\/\/)(?!USER:PASSWORD@).*@/gi, '$1***@')

/** MariaDB is spoken to as MySQL, and SQLAlchemy names the driver too. */
export const withOurScheme = (url: string): string => url.replace(/^(?:mysql|mariadb)(?:\+\w+)?:\/\//i, 'mysql://')

const UNENCODED = 'must have / ? # % and @ in its user and password percent-encoded, as %2F %3F %23 %25 and %40'

/** Says nothing of the URL itself, which may hold a password. */
export const faultOfDatabaseUrl = (given: string): string | undefined => {
  const url = withOurScheme(given)
  // Relative with three slashes in SQLAlchemy, absolute elsewhere.
  if (/^sqlite:(.*:)?\/\//.test(url)) return 'must be sqlite:PATH, such as sqlite:shop.db or sqlite:/data/shop.db'
  if (url === 'memory:' || (/^sqlite:./.test(url) && url !== 'sqlite::memory:')) return undefined
  if (url.startsWith('mysql://')) {
    const user = url.slice('mysql://'.length, Math.max(url.lastIndexOf('@'), 0))
    if (/[/?#]/.test(user)) return UNENCODED
    try {
      decodeURIComponent(url)
    } catch {
      return UNENCODED
    }
    // Without a database's name only the first statement would fail.
    if (URL.canParse(url) && new URL(url).pathname.length > 1) return undefined
  }
  return 'must be memory:, sqlite:PATH or mysql://USER:PASSWORD@HOST/DATABASE'
}
