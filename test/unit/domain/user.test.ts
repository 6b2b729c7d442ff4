import { describe, expect, it } from 'vitest'
import { checkRegistration, normalizeEmail, promote, register } from '../../../src/domain/accounts/user.ts'
import { fold } from '../../../src/domain/text.ts'

const form = { email: 'user@example.com', username: 'user1', password: 'securepassword' }
const check = (changes: Partial<typeof form>) =>
  checkRegistration({ ...form, ...changes }, (folded) => folded === 'password123')
const faultsOf = (changes: Partial<typeof form>) => {
  const checked = check(changes)
  return checked.ok ? [] : checked.error.faults.map(({ field }) => field)
}

describe('registering', () => {
  it('keeps an email trimmed and in lower case, a username trimmed', () => {
    const checked = check({ email: '  User@Example.COM ', username: ' Ann Müller ' })
    expect(checked).toEqual({ ok: true, value: { ...form, email: 'user@example.com', username: 'Ann Müller' } })
  })

  it.each([
    ['email', 'User@Example.com', ' user@example.COM', normalizeEmail],
    ['email', 'e\u0301@x.org', '\u00e9@x.org', normalizeEmail],
    ['username', 'Ann', 'aNN', fold],
    ['username', '\uff21nn', 'Ann', fold],
    ['username', 'J\u030c', '\u01f0', fold],
  ])('treats as the same %s: %j and %j', (_, a, b, normal) => expect(normal(a)).toBe(normal(b)))

  it.each(['J\u030coe@x.org', 'nl@x.org\n', '\u1e9eLP@x.org', 'I\u0307@x.org'])(
    'keeps the email %j in the form in which log-in looks for it',
    (email) => expect(check({ email })).toMatchObject({ value: { email: normalizeEmail(email) } }),
  )

  it.each([
    ['email', ['root@localhost', 'a@b', `${'a'.repeat(249)}@b.cd`], [`${'a'.repeat(250)}@b.cd`, 'a\ud800@b.c']],
    ['email', [], ['', '@', 'a@', '@b', 'a b@c', 'a@b c', 'a@b@c', 'a@.b', 'a@b.', 'a@b..c', 'plain', 'a\u0000@b.c']],
    ['username', ['x', '🦊'.repeat(64)], ['', '   ', 'x'.repeat(65), '🦊'.repeat(65), 'a\u0000b', 'a\nb', '\udc00']],
    ['password', ['🦊'.repeat(8), 'x'.repeat(1_024)], ['🦊'.repeat(7), 'x'.repeat(1_025), 'nul\u0000nulnul']],
    // NFC makes one code point of four: a bound on what is sent may not refuse them.
    ['username', ['\u1f82'.normalize('NFD').repeat(64)], ['\u0301\u0316'.repeat(32_000)]],
    ['password', ['\u1f82'.normalize('NFD').repeat(1_024)], ['\u0301\u0316'.repeat(32_000)]],
    [
      'password',
      ['pass\u200bword', 'line\u2028line', 'soft\u00adhyphen', '\u2003 blanks \u00a0'],
      ['tab\u0009tabtab', '\u2800'.repeat(7)],
    ],
    ['username', ['Анна', 'Άννα', '東京タワーの', '김철수金', 'Ann 1️⃣ 👩🏽‍🚀', 'ådmin', 'rooted', 'adm\u0131n'], []],
    ['username', [], ['Аnn', 'аnn', 'Αnn', 'pаypal', 'paypaӏ', 'οne', 'Ann Анна', '東京tower', 'ａnnа']],
    [
      'username',
      [],
      ['admin', 'Administrator', 'ROOT', 'support', 'Kiosk', ' ａｄｍｉｎ ', 'ADMİN', 'ad\u00admin', 'ſupport', '𝐫oot'],
    ],
    [
      'email',
      [],
      ['\u2028a@b.c', 'a@b.c\u2028', 'a@b.c\u2029', 'a\u2029@b.c', 'a\u00a0b@c', '\u3164@b.c', '\u200b', 'a@\u2800'],
    ],
    // NFC makes seven code points of these eight.
    ['password', ['correct horse', 'пароль-мой', ' both ends '], ['e\u0301abcdef', 'password123', 'PASSWORD123']],
  ] as const)('takes or refuses the %s', (field, good, bad) => {
    for (const value of good) expect(faultsOf({ [field]: value }), value).toEqual([])
    for (const value of bad) expect(faultsOf({ [field]: value }), value).toEqual([field])
  })

  it.each([
    { password: 'USER@EXAMPLE.COM' },
    { email: ' user@example.com ', password: 'user@example.com' },
    { username: ' Long-Enough ', password: 'long-enough' },
    { password: 'user@example.com1999' },
    { username: 'Straßenname', password: 'STRASSENNAME007' },
    { password: 'user10000000' },
    { password: 'Kiosk123' },
    { password: 'KIOSK2026' },
    { username: '1', password: '12345670123' },
  ])('refuses a password that is the email, the username or the shop, also with digits after it: %j', (changes) => {
    expect(faultsOf(changes)).toEqual(['password'])
  })

  it.each(['user1 and more', '1user100', 'kiosk and more', 'mykiosk1', 'user@example.org'])(
    'takes a password that only has one in it: %s',
    (password) => expect(faultsOf({ password })).toEqual([]),
  )

  it('keeps a password exactly, whatever in it is not seen', () => {
    const password = ' \u200bsecret\u2028 \u00adword\u3164\ufeff '
    expect(check({ password })).toMatchObject({ value: { password } })
  })

  it('names every fault at once', () => {
    expect(faultsOf({ email: 'x', username: '', password: 'short' })).toEqual(['email', 'username', 'password'])
  })

  it('makes a customer, whom only a promotion makes an administrator', () => {
    const user = { id: 1, ...register(form, 'hash') }
    expect(user.role).toBe('customer')
    expect(promote(user)).toEqual({ ...user, role: 'admin' })
  })
})
