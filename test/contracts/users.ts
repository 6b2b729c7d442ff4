import type { Store } from '../../src/application/ports/store.ts'
import { emailKey, type NewUser, promote } from '../../src/domain/accounts/user.ts'
import { err } from '../../src/domain/result.ts'
import { fold } from '../../src/domain/text.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { assert, equal, unwrap } from './expect.ts'
import { aUser, newUser, twoUsers, UNKNOWN_ID, unique } from './given.ts'
import { INVISIBLE, NASTY } from './nasty.ts'
import { simultaneously } from './simultaneous.ts'

const emailTaken = err({ type: 'email_taken' })
const usernameTaken = err({ type: 'username_taken' })

const add = (store: Store, user: NewUser) => store.unitOfWork.run(({ users }) => users.add(user))

/** Every letter in every form: as capitals, in each normal form, and with invisible characters. */
const forms: readonly string[] = NASTY.flatMap((letter, i) => {
  const text = `a${letter}b`
  const cases = [text, text.toUpperCase(), text.toLowerCase()]
  const hidden = `a${INVISIBLE[i % INVISIBLE.length]}${letter}b`
  return [...cases, ...(['NFC', 'NFD', 'NFKC', 'NFKD'] as const).map((form) => text.normalize(form)), hidden]
})

/** Adds users, one for each form, in one unit; those that the store refuses. */
const refusedOf = (store: Store, userOf: (form: string) => Partial<NewUser>) =>
  store.unitOfWork.run(async ({ users }) => {
    const refused: string[] = []
    for (const form of forms) {
      const added = await users.add({ ...newUser(), ...userOf(form) })
      if (!added.ok) refused.push(form)
    }
    return refused
  })

/** The forms whose key one before them has. */
const repeated = (keyOf: (form: string) => string): readonly string[] => {
  const keys = forms.map(keyOf)
  return forms.filter((_, i) => keys.indexOf(keys[i] ?? '') < i)
}

export const usersContract: Contract<StoreHarness> = {
  'keeps users of both roles, up to the longest names, under ids of their own': async ({ store }) => {
    const tag = unique()
    const email = `${tag}${'é'.repeat(254 - tag.length - 12)}@example.com`
    const added = { ...newUser(), email, username: `${tag}${'😀'.repeat(64 - tag.length)}`, role: 'admin' as const }
    const admin = await store.unitOfWork.run(async ({ users }) => {
      const user = unwrap(await users.add(added))
      equal(await users.lockByEmail(email), user, 'what the unit itself sees')
      return user
    })
    const customer = unwrap(await add(store, newUser()))
    equal(admin, { id: admin.id, ...added })
    assert(Number.isSafeInteger(admin.id) && admin.id > 0, 'an id is a whole number from 1')
    assert(customer.id !== admin.id, 'two users have two ids')
    equal(await store.readers.users.byEmail(email), admin)
  },

  'refuses a taken email, and a taken username in any case and width; the email first': async ({ store }) => {
    const tag = unique()
    const { email } = unwrap(await add(store, { ...newUser(), username: `Ada ${tag}` }))
    const fresh = newUser().email
    for (const [details, refusal] of [
      [{ email }, emailTaken],
      [{ email: fresh, username: `Ada ${tag}` }, usernameTaken],
      [{ email: fresh, username: `aDA ${tag}` }, usernameTaken],
      [{ email: fresh, username: `Ａda ${tag}` }, usernameTaken],
      [{ email, username: `Ada ${tag}` }, emailTaken],
    ] as const) {
      equal(await add(store, { ...newUser(), ...details }), refusal, JSON.stringify(details))
    }
    equal(await store.readers.users.byEmail(fresh), undefined, 'the refused user')
  },

  'distinguishes names that a collation might equate': async ({ store }) => {
    const tag = unique()
    for (const name of [`ada${tag}`, `áda${tag}`, `åda${tag}`, `adaß${tag}`, `adɑ${tag}`]) {
      const user = { ...newUser(), email: `${name}@example.com`, username: name }
      const { id } = unwrap(await add(store, user))
      equal(await store.readers.users.byEmail(user.email), { id, ...user })
    }
  },

  'has one account for all spellings of an email, and finds it by each': async ({ store }) => {
    for (const [kept, ...spellings] of [
      ['ada', 'ADA', 'Ada', '\u200bada', 'a\u00add\u2060a', 'ada\ufeff'],
      ['josé', 'jose\u0301', 'JOSÉ', 'JOSE\u0301'],
      ['οδος', 'ΟΔΟΣ', 'οδοσ', 'ΟΔΟς'],
      ['istanbul', 'İSTANBUL', 'ISTANBUL', 'i\u0307stanbul', 'I\u0307STANBUL'],
      ['ẞ', 'ß'],
      ['kelvin', '\u212aelvin'],
      ['が', 'か\u3099'],
      ['한', '한'.normalize('NFD')],
    ]) {
      const [tag, { username }] = [unique(), newUser()]
      // At the end of a word, where lower case has another sigma.
      const emailOf = (local = '') => `${tag}.${local}@x.example`
      const { id } = unwrap(await add(store, { ...newUser(), email: emailOf(kept), username }))
      for (const spelling of [kept, ...spellings].map(emailOf)) {
        equal(await add(store, { ...newUser(), email: spelling }), emailTaken, spelling)
        equal((await store.readers.users.byEmail(spelling))?.id, id, spelling)
        const locked = await store.unitOfWork.run(({ users }) => users.lockByEmail(spelling))
        equal([locked?.id, locked?.email], [id, emailOf(kept)], spelling)
      }
    }
  },

  'has two accounts for two mailboxes that only look alike': async ({ store }) => {
    for (const [one, other] of [
      ['straße', 'strasse'],
      ['ﬁeld', 'field'],
      ['oﬀer', 'offer'],
      ['ａda', 'ada'],
      ['ada²', 'ada2'],
      ['ıan', 'ian'],
      ['ſam', 'sam'],
      ['josé', 'jose'],
      ['аda', 'ada'],
      ['ﾗ', 'ラ'],
      ['می\u200cخ', 'میخ'],
    ] as const) {
      const mine = `${one}${unique()}@x.example`
      const added = await add(store, { ...newUser(), email: mine })
      const yours = mine.replace(one, other)
      equal(await store.readers.users.byEmail(yours), undefined, yours)
      unwrap(await add(store, { ...newUser(), email: yours }))
      equal(await store.readers.users.byEmail(mine), unwrap(added), mine)
    }
  },

  'has one account for usernames that fold alike, and two for others': async ({ store }) => {
    const tag = unique()
    const names = [
      ['Straße', 'STRASSE', 'strasse', 'STRAẞE', 'ｓtraße', 'Stra\u00adße', 'ſtraße'],
      ['ΟΔΟΣ', 'οδοσ', 'οδος'],
      ['İstanbul', 'istanbul', 'ISTANBUL', 'i\u0307stanbul'],
      ['ıstanbul'],
      ['José', 'jose\u0301', 'JOSÉ'],
      ['Jose'],
      ['ﬃ', 'FFI', 'ﬀI'],
      ['ﾗﾝﾌﾟ', 'ランプ'],
      ['ランフ'],
      ['Ⅳ', 'iv', 'ⓘV'],
    ]
    for (const [first, ...others] of names) {
      unwrap(await add(store, { ...newUser(), username: `${tag} ${first}` }))
      for (const other of others) {
        equal(await add(store, { ...newUser(), username: `${tag} ${other}` }), usernameTaken, `${other} after ${first}`)
      }
    }
  },

  'goes by the shop’s folding and by nothing else, whatever letters there are': async ({ store }) => {
    const tag = unique()
    const emails = await refusedOf(store, (form) => ({ email: `${form}@${tag}.example` }))
    equal(
      emails,
      repeated((form) => emailKey(`${form}@${tag}.example`)),
    )
    const usernames = await refusedOf(store, (form) => ({ username: `${tag} ${form}` }))
    equal(usernames, repeated(fold))
    assert(emails.length > 100 && usernames.length > emails.length, 'some were refused, and more usernames')
  },

  'accepts one of ten simultaneous registrations of an email or a username': async (harness) => {
    const [{ email }, username] = [newUser(), unique()]
    for (const [detail, refusal] of [
      [() => ({ email }), emailTaken],
      [(i: number) => ({ username: i % 3 === 0 ? username : username.toUpperCase() }), usernameTaken],
    ] as const) {
      const results = await simultaneously(harness, 10, (through, i) => add(through, { ...newUser(), ...detail(i) }))
      const refused = results.filter((result) => !result.ok)
      equal(refused, Array(9).fill(refusal))
    }
  },

  'saves a promotion, and replaces a password hash only while it is the one that was verified': async ({ store }) => {
    const [user, other] = await twoUsers(store)
    await store.unitOfWork.run(({ users }) => users.save(promote(user)))
    const replace = (id: number, from: string, to: string) =>
      store.unitOfWork.run(({ users }) => users.replaceHash(id, from, to))
    equal(await replace(user.id, user.passwordHash.toUpperCase(), 'new'), false)
    equal(await replace(user.id, user.passwordHash, 'new'), true)
    equal(await replace(user.id, user.passwordHash, 'newer'), false)
    equal(await replace(UNKNOWN_ID, 'new', 'newer'), false)
    equal(await store.readers.users.byEmail(user.email), { ...user, passwordHash: 'new', role: 'admin' })
    equal(await store.readers.users.byEmail(other.email), other)
  },

  'lets one of many simultaneous logins replace the hash': async (harness) => {
    const user = await aUser(harness.store)
    const replaced = await simultaneously(harness, 10, (through, i) =>
      through.unitOfWork.run(({ users }) => users.replaceHash(user.id, user.passwordHash, `new ${i}`)),
    )
    equal(replaced.filter(Boolean).length, 1, 'the number of replacements')
    equal((await harness.store.readers.users.byEmail(user.email))?.passwordHash, `new ${replaced.indexOf(true)}`)
  },
}

export const userReaderContract: Contract<StoreHarness> = {
  'finds a user by email, exactly, and by id': async ({ store }) => {
    const user = await aUser(store)
    const { email } = user
    equal(await store.readers.users.byEmail(email), user)
    equal(await store.readers.users.byId(user.id), user)
    for (const none of [0, -1, UNKNOWN_ID, Number.MAX_SAFE_INTEGER]) {
      equal(await store.readers.users.byId(none), undefined, `user ${none}`)
    }
    for (const none of [`x${email}`, '', '%']) {
      equal(await store.readers.users.byEmail(none), undefined, `the user of "${none}"`)
      equal(await store.unitOfWork.run(({ users }) => users.lockByEmail(none)), undefined, `the user of "${none}"`)
    }
  },
}
