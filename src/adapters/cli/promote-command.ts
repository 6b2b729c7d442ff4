import type { PromoteUser } from '../../application/promote-user.ts'
import type { Console } from './import-command.ts'

/** `promote EMAIL`: makes a registered user an administrator; answers the exit code. */
export const promoteCommand = async (
  promoteUser: PromoteUser,
  args: readonly string[],
  console: Pick<Console, 'out' | 'fail'>,
): Promise<number> => {
  const [email, ...others] = args
  if (email === undefined || others.length > 0) {
    console.fail('promote takes one email: kiosk promote EMAIL')
    return 2
  }
  const promoted = await promoteUser(email)
  if (promoted.ok) console.out(`${promoted.value.email} is an administrator now.`)
  else console.fail(`There is no user with the email ${email}: register it first, with POST /register.`)
  return promoted.ok ? 0 : 1
}
