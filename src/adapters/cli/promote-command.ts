import type { Command } from './console.ts'

/** `promote EMAIL`: makes a registered user an administrator. */
export const promoteCommand: Command = async (args, console, withShop) => {
  const [email, ...others] = args
  if (email === undefined || others.length > 0) {
    console.fail('promote takes one email: kiosk promote EMAIL')
    return 2
  }
  const promoted = await withShop((shop) => shop.promoteUser(email))
  if (promoted.ok) console.out(`${promoted.value.email} is an administrator now.`)
  else console.fail(`There is no user with the email ${email}: register it first, with POST /register.`)
  return promoted.ok ? 0 : 1
}
