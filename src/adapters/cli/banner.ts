/** What a newcomer sees first: where the shop is, where it keeps things, and what to try next. */
export const banner = (shop: {
  readonly url: string
  readonly store: string
  readonly demoProducts: number
  readonly secretIsNew: boolean
}): string =>
  [
    `Kiosk is open at ${shop.url}`,
    `  store   ${shop.store}`,
    ...(shop.demoProducts > 0 ? [`  demo    ${shop.demoProducts} products, because the store was empty`] : []),
    ...(shop.secretIsNew ? ['  warning JWT_SECRET is not set: logins are good until this process ends'] : []),
    `  try     curl ${shop.url}/products`,
  ].join('\n')

/** The store's address as it may be shown: without the password. */
export const shownStore = (databaseUrl: string): string => {
  if (!databaseUrl.startsWith('mysql:')) return databaseUrl
  const url = new URL(databaseUrl)
  return `mysql://${url.host}${url.pathname}`
}
