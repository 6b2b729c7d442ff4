import { type BadRequest, visit, type World } from './bad-request.ts'

const GOOD = { email: 'mallory@example.com', username: 'mallory', password: 'securepassword' }
const register = (fields: object) => visit('POST', '/register', { ...GOOD, ...fields })
const login = (fields: object) => visit('POST', '/login', { ...GOOD, ...fields })
const SQL = "'; DROP TABLE users; --"

const email = (name: string, value: unknown): BadRequest => [
  `an email that is ${name}`,
  register({ email: value }),
  422,
  'invalid',
  '/email',
]
const username = (name: string, value: unknown): BadRequest => [
  `a username that is ${name}`,
  register({ username: value }),
  422,
  'invalid',
  '/username',
]
const password = (name: string, value: unknown): BadRequest => [
  `a password that is ${name}`,
  register({ password: value }),
  422,
  'invalid',
  '/password',
]
/** A login that is well-formed and matches nobody. */
const stranger = (name: string, fields: object): BadRequest => [
  `a login with ${name}`,
  login(fields),
  401,
  'wrong_credentials',
]
const taken = (name: string, form: (world: World) => object, code: string): BadRequest => [
  `a registration with ${name}`,
  (world) => register(form(world))(),
  409,
  code,
]

/** Accounts: what is wrong, hostile or somebody else's in the fields of /register and /login. */
export const badAccounts: readonly BadRequest[] = [
  email('missing', undefined),
  email('null', null),
  email('a number', 1e300),
  email('a list', ['a@example.com']),
  email('an object', { $ne: null }),
  email('empty', ''),
  email('blank', ' \t '),
  email('no address', 'mallory'),
  email('two addresses', 'a@example.com,b@example.com'),
  email('half an address', '@example.com'),
  email('SQL', `${SQL}@example.com`),
  email('HTML', '<script>alert(1)</script>'),
  email('a header', 'a@example.com\r\nBcc: b@example.com'),
  email('cut by a NUL', 'a@example.com\u0000'),
  email('half a surrogate pair', '\ud83d@example.com'),
  email('too long', `${'a'.repeat(251)}@b.c`),
  email('60 KB long', `${'a'.repeat(60_000)}@b.c`),

  username('missing', undefined),
  username('a number', 7),
  username('an object', { toString: 'x' }),
  username('empty', ''),
  username('blank in Unicode', '\u2003\u00a0'),
  username('65 characters', 'x'.repeat(65)),
  username('65 emoji', '😀'.repeat(65)),
  username('two lines', 'mallory\r\nadmin'),
  username('a terminal sequence', '\u001b[2Jmallory'),
  username('cut by a NUL', 'mallory\u0000'),
  username('half a surrogate pair', 'mallory\udc00'),

  password('missing', undefined),
  password('a number', 1_234_567_890),
  password('a list', ['securepassword']),
  password('empty', ''),
  password('seven characters', 'seven 7'),
  password('seven emoji', '😀'.repeat(7)),
  password('eight characters that compose to four', 'e\u0301'.repeat(4)),
  password('1,025 characters', 'a b c'.repeat(205)),
  password('60 KB long', 'x'.repeat(60_000)),
  password('common', 'PASSWORD1'),
  password('the email', GOOD.email),
  password('cut by a NUL', 'secure\u0000password'),
  password('half a surrogate pair', 'securepassword\ud800'),

  taken('another’s email', ({ customer }) => ({ email: customer.email }), 'email_taken'),
  taken('another’s email in capitals', ({ customer }) => ({ email: customer.email.toUpperCase() }), 'email_taken'),
  taken('another’s username', ({ customer }) => ({ username: customer.username }), 'username_taken'),
  taken('another’s username in capitals', (w) => ({ username: w.customer.username.toUpperCase() }), 'username_taken'),

  [
    'a registration in the prototype',
    visit('POST', '/register', `{"__proto__":${JSON.stringify(GOOD)}}`),
    422,
    'invalid',
  ],
  [
    'a registration in the constructor',
    visit('POST', '/register', { constructor: { prototype: GOOD } }),
    422,
    'invalid',
  ],
  ['a login whose email is a number', login({ email: 1 }), 422, 'invalid', '/email'],
  ['a login whose password is a query', login({ password: { $ne: null } }), 422, 'invalid', '/password'],
  ['a login whose password is a list', login({ password: [] }), 422, 'invalid', '/password'],
  stranger('SQL for an email', { email: "' OR '1'='1" }),
  stranger('SQL for a password', { password: "' OR '1'='1" }),
  stranger('a NUL in the email', { email: 'a@example.com\u0000' }),
  stranger('half a surrogate pair for an email', { email: '\ud800' }),
  stranger('half a surrogate pair for a password', { password: '\ud800' }),
  stranger('__proto__ for an email', { email: '__proto__' }),
  stranger('an empty password', { password: '' }),
  stranger('a password of 60 KB', { password: 'x'.repeat(60_000) }),
  [
    'a login with another’s email',
    ({ other }) => login({ email: other.email, password: 'not that' })(),
    401,
    'wrong_credentials',
  ],
]
