import type { CommonPasswords } from '../../application/ports/security.ts'

// Leaked passwords that are not in the package, which leaves sequences and repetitions to its other rules.
const MORE = `
  00000000 000000000 0000000000 0123456789 01234567 012345678 09876543 0987654321 10101010 111111111 1111111111 12121212
  123123123 12341234 123412345 13131313 19841984 20002000 20102010 2222222222 22222222 222222222 23456789 24682468 25252525
  30303030 321321321 33333333 333333333 44444444 444444444 45454545 456456456 5555555555 55555555 555555555 66666666
  666666666 7777777777 77777777 777777777 789789789 87654321 88888888 888888888 987654321 9876543210 98765432 99999999
  999999999 9999999999 aa12345678 aaaaaaaa aaaaaaaaa abcabc123 abcdefgh abcdefghi admin1234 admin12345 fluffy12 harley123
  literotica login123 lovely123 p@ssword p@$$w0rd pass12345 passwd123 password1! princess123 qqqqqqqq qwertyqwerty
  qwertz123 qwertzui qwertzuiop teresa12 test12345 xxxxxxxx yamaha123 zaq1zaq1 zzzzzzzz`

/** Some 49,000 leaked passwords, 18,000 of them long enough to be set, loaded in 0.1 s when one is first set. */
export const commonPasswords = (): CommonPasswords => {
  let loading: ReturnType<CommonPasswords> | undefined
  const load: CommonPasswords = async () => {
    const { dictionary } = await import('@zxcvbn-ts/language-common')
    const common = new Set([...dictionary['passwords-common'], ...MORE.trim().split(/\s+/)])
    return (folded) => common.has(folded)
  }
  return () => {
    loading ??= load()
    return loading
  }
}
