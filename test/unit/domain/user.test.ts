import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkRegistration as check,
  promote,
  register,
  sameEmail,
  sameUsername,
} from '../../../src/domain/accounts/user.ts'

const form = { email: 'user@example.com', username: 'user1', password: 'securepassword' }
const checkRegistration = (typed: typeof form) => check(typed, (folded) => folded === 'password123')
const faultsOf = (changes: Partial<typeof form>) => {
  const checked = checkRegistration({ ...form, ...changes })
  return checked.ok ? [] : checked.error.faults.map(({ field }) => field)
}

describe('registering', () => {
  it('takes the old application’s own example', () => {
    expect(checkRegistration(form)).toEqual({ ok: true, value: form })
  })

  it('keeps an email trimmed and in lower case, and a username as it was typed', () => {
    const checked = checkRegistration({ ...form, email: '  User@Example.COM ', username: ' Ann Müller ' })
    expect(checked).toMatchObject({ value: { email: 'user@example.com', username: 'Ann Müller' } })
  })

  it.each([
    ['User@Example.com', ' user@example.COM'],
    ['e\u0301@x.org', '\u00e9@x.org'],
  ])('takes %j and %j for the same email', (a, b) => expect(sameEmail(a)).toBe(sameEmail(b)))

  it('takes an email for the same as itself, however often it is asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(sameEmail(sameEmail(text))).toBe(sameEmail(text))
      }),
    )
  })

  it.each([
    ['Ann', 'aNN'],
    ['\uff21nn', 'Ann'],
    ['e\u0301', '\u00c9'],
  ])('takes %j and %j for the same username', (a, b) => expect(sameUsername(a)).toBe(sameUsername(b)))

  it.each([
    '',
    '@',
    'a@',
    '@b',
    'a b@c',
    'a@b@c',
    'a@.b',
    'a@b..c',
    'plain',
    `${'a'.repeat(250)}@b.cd`,
    'a\u0000@b.c',
    'a\ud800@b.c',
  ])('refuses the email %j', (email) => expect(faultsOf({ email })).toEqual(['email']))

  it('takes an email whose domain has no dot', () => expect(faultsOf({ email: 'root@localhost' })).toEqual([]))

  it.each(['', '   ', 'x'.repeat(65), 'a\u0000b', 'a\nb', '\udc00'])('refuses the username %j', (username) =>
    expect(faultsOf({ username })).toEqual(['username']),
  )

  it('counts characters as people do: 64 emoji are a username', () => {
    expect(faultsOf({ username: '🦊'.repeat(64) })).toEqual([])
    expect(faultsOf({ username: '🦊'.repeat(65) })).toEqual(['username'])
  })

  it('names everything that is wrong at once', () => {
    expect(faultsOf({ email: 'x', username: '', password: 'short' })).toEqual(['email', 'username', 'password'])
  })

  it('makes a customer, whom only a promotion makes an administrator', () => {
    const user = { id: 1, ...register(form, 'hash') }
    expect(user.role).toBe('customer')
    expect(promote(user)).toEqual({ ...user, role: 'admin' })
  })
})

describe('a password being set', () => {
  it.each([
    'securepassword',
    'correct horse',
    '🦊🦊🦊🦊🦊🦊🦊🦊',
    'x'.repeat(1_024),
    'пароль-мой',
    ' leading and trailing ',
  ])('may be %j', (password) => expect(faultsOf({ password })).toEqual([]))

  it.each([
    ['seven characters', 'seven77'],
    ['seven emoji, fourteen UTF-16 units', '🦊'.repeat(7)],
    ['eight code points that NFC makes seven', 'e\u0301abcdef'],
    ['one of the most common', 'password123'],
    ['a common one in capitals', 'PASSWORD123'],
    ['the email', 'user@example.com'],
    ['the email in capitals', 'USER@EXAMPLE.COM'],
    ['a control character', 'nul\u0000nulnul'],
    ['more than 1,024 characters', 'x'.repeat(1_025)],
  ])('may not be %s', (_, password) => expect(faultsOf({ password })).toEqual(['password']))

  it('may not be the username, nor the email, however many blanks were typed around them', () => {
    expect(faultsOf({ username: 'Long-Enough', password: 'long-enough' })).toEqual(['password'])
    expect(faultsOf({ username: ' Long-Enough ', password: 'long-enough' })).toEqual(['password'])
    expect(faultsOf({ email: ' user@example.com ', password: 'user@example.com' })).toEqual(['password'])
  })
})
