import { type Command, fail, out } from './terminal.ts'

export const promoteCommand: Command = async ([email = ''], _options, withShop) => {
  const promoted = await withShop((shop) => shop.promoteUser(email))
  if (promoted.ok) out(`${promoted.value.email} is an administrator now.`)
  else fail(`There is no user with the email ${email}: register it first, with POST /register.`)
  return promoted.ok ? 0 : 1
}

export const migrateCommand: Command = async (_operands, _options, withShop) => {
  const applied = await withShop(async (_shop, applied) => applied, { repair: true })
  out(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing to migrate: all is in place.')
  return 0
}
