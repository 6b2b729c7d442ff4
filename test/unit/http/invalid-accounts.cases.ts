import { anonymous, type InvalidRequest, invalid, refused } from './invalid-request.ts'

const FORM = { email: 'mallory@example.com', username: 'mallory', password: 'securepassword' }
const register = (fields: object) => anonymous('POST', '/register', { ...FORM, ...fields })
const login = (fields: object) => anonymous('POST', '/login', { ...FORM, ...fields })
const wrongCredentials = refused(401, 'wrong_credentials')
const emailTaken = refused(409, 'email_taken')
const usernameTaken = refused(409, 'username_taken')

const registration = (field: keyof typeof FORM, values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).map(([name, value]) =>
    invalid(`a registration whose ${field} is ${name}`, register({ [field]: value }), `/${field}`),
  )

/** Fields of /register and /login. */
export const invalidAccounts: readonly InvalidRequest[] = [
  ...registration('email', {
    missing: undefined,
    null: null,
    'a number': 1e300,
    'an object': { $ne: null },
    'no address': 'mallory',
    'a header': 'a@example.com\r\nBcc: b@example.com',
    'half a surrogate pair': '\ud83d@example.com',
    'before a line separator': 'a@example.com\u2028',
    '60 KB long': `${'a'.repeat(60_000)}@b.c`,
  }),
  ...registration('username', {
    missing: undefined,
    'an object': { toString: 'x' },
    blank: '\u2003\u00a0',
    'not to be seen': '\u3164\u200b\u2800',
    'the shop’s': 'Support',
    'in letters of two scripts': 'mаllory',
  }),
  ...registration('password', { missing: undefined, 'a list': ['securepassword'], common: 'PASSWORD1' }),

  emailTaken('another customer’s email', ({ other }) => register({ email: other.email.toUpperCase() })()),
  usernameTaken('another customer’s username', ({ other }) => register({ username: other.username.toUpperCase() })()),
  invalid('a registration in __proto__', anonymous('POST', '/register', `{"__proto__":${JSON.stringify(FORM)}}`)),
  invalid('a registration in constructor', anonymous('POST', '/register', { constructor: { prototype: FORM } })),

  invalid('a login whose email is a number', login({ email: 1 }), '/email'),
  invalid('a login whose password is a query', login({ password: { $ne: null } }), '/password'),
  wrongCredentials('a login with SQL for an email', login({ email: "' OR '1'='1" })),
  wrongCredentials('a login with a NUL in the email', login({ email: 'a@example.com\u0000' })),
  wrongCredentials('a login with half a surrogate pair', login({ password: '\ud800' })),
  wrongCredentials('a login with 60 KB', login({ password: 'x'.repeat(60_000) })),
  wrongCredentials('a login with another’s email', ({ other }) => login({ email: other.email, password: 'x' })()),
]
