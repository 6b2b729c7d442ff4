import type { Store } from '../../src/application/ports/store.ts'
import { emailKey, type NamesChange, type NewUser, type User } from '../../src/domain/accounts/user.ts'
import { err, ok } from '../../src/domain/result.ts'
import { fold } from '../../src/domain/text.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { assert, equal, present, unwrap } from './expect.ts'
import { aUser, newUser, twoUsers, UNKNOWN_ID, unique } from './given.ts'
import { INVISIBLE, NASTY } from './nasty.ts'
import { simultaneously } from './simultaneous.ts'

const done = ok(undefined)
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

  'saves all of a user but the names': async ({ store }) => {
    const [user, other] = await twoUsers(store)
    const saved = { ...user, passwordHash: 'new', role: 'admin', disabled: true, mustChangePassword: true } as const
    await store.unitOfWork.run(({ users }) => users.save({ ...saved, email: other.email, username: other.username }))
    equal(await store.readers.users.byId(user.id), saved)
    equal(await store.readers.users.byEmail(user.email), saved)
    equal(await store.readers.users.byId(other.id), other)
  },

  'renames a user to names that nobody else has, and frees the old ones': async ({ store }) => {
    const [user, other] = await twoUsers(store)
    const rename = (names: NamesChange) => store.unitOfWork.run(({ users }) => users.rename(user.id, names))
    for (const [names, answer] of [
      [{}, done],
      [{ email: user.email, username: user.username }, done],
      [{ email: user.email.toUpperCase() }, done],
      [{ email: other.email.toUpperCase() }, emailTaken],
      [{ username: other.username.toUpperCase() }, usernameTaken],
      [{ email: newUser().email, username: other.username }, usernameTaken],
      [{ email: other.email, username: other.username }, emailTaken],
    ] as const) {
      equal(await rename(names), answer, JSON.stringify(names))
    }
    equal(await store.readers.users.byId(user.id), { ...user, email: user.email.toUpperCase() })
    const [{ email }, { username }] = [newUser(), newUser()]
    equal([await rename({ email }), await rename({ username })], [done, done])
    equal(await store.readers.users.byEmail(email), { ...user, email, username })
    unwrap(await add(store, { ...newUser(), email: user.email, username: user.username }))
    equal(await add(store, { ...newUser(), username }), usernameTaken)
  },

  'lets one of many simultaneous log-ins that saw one hash replace it': async (harness) => {
    const user = await aUser(harness.store)
    const replaced = await simultaneously(harness, 10, (through, i) =>
      through.unitOfWork.run(async ({ users }) => {
        const held = await users.lock(user.id)
        if (held?.passwordHash !== user.passwordHash) return false
        await users.save({ ...held, passwordHash: `new ${i}` })
        return true
      }),
    )
    equal(replaced.filter(Boolean).length, 1, 'the number of replacements')
    equal((await harness.store.readers.users.byEmail(user.email))?.passwordHash, `new ${replaced.indexOf(true)}`)
  },
}

export const userReaderContract: Contract<StoreHarness> = {
  'lists users whose hash may be a digest, a page after another': async ({ store }) => {
    const hashes = ['x'.repeat(63), 'a'.repeat(64), 'y'.repeat(65), 'b'.repeat(64), 'c'.repeat(64)]
    const added = await store.unitOfWork.run(async ({ users }) => {
      const all: User[] = []
      for (const passwordHash of hashes) all.push(unwrap(await users.add({ ...newUser(), passwordHash })))
      return all
    })
    const [, one, , other, last] = added
    const before = present(added[0]).id
    equal(await store.readers.users.withDigest(before, 2), [one, other])
    equal(await store.readers.users.withDigest(present(other).id, 2), [last])
    equal(await store.readers.users.withDigest(present(last).id, 2), [])
  },

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

  'lists users by id, in pages, by a part of email or username in any case, by role and whether disabled': async ({
    store,
  }) => {
    const tag = unique()
    const [ann, bob, eve] = await store.unitOfWork.run(async ({ users }) => {
      const names = [
        { email: `Ann.${tag}@example.com` },
        { username: `Bob ${tag}` },
        { email: `eve.${tag}@example.com` },
      ]
      const added: User[] = []
      for (const name of names) added.push(unwrap(await users.add({ ...newUser(), ...name })))
      const changed = added.map(
        (user, i): User => ({ ...user, role: i === 1 ? 'admin' : 'customer', disabled: i === 2 }),
      )
      for (const user of changed) await users.save(user)
      return changed
    })
    const list = (query: object) => store.readers.users.page({ text: tag, limit: 10, ...query })
    equal(await list({}), [ann, bob, eve])
    equal(await list({ text: tag.toUpperCase() }), [ann, bob, eve])
    equal(await list({ limit: 2 }), [ann, bob])
    equal(await list({ after: present(ann).id }), [bob, eve])
    equal(await list({ text: `ANN.${tag}` }), [ann])
    equal(await list({ text: `b ${tag}` }), [bob])
    equal(await list({ role: 'admin' }), [bob])
    equal(await list({ disabled: false }), [ann, bob])
    equal(await list({ role: 'customer', disabled: true }), [eve])
    equal(await list({ text: `${tag}%` }), [])
    const all = await store.readers.users.byIds([present(eve).id, UNKNOWN_ID, present(ann).id])
    equal(
      all.toSorted((a, b) => a.id - b.id),
      [ann, eve],
    )
    equal(await store.readers.users.byIds([]), [])
  },

  'locks all who may act as administrators, and nobody else': async ({ store }) => {
    const [joan, disabled] = await twoUsers(store)
    const listed = (await aUser(store)).id
    const administrators = await store.unitOfWork.run(async ({ users }) => {
      await users.save({ ...joan, role: 'admin' })
      await users.save({ ...disabled, role: 'admin', disabled: true })
      return users.lockAdministrators()
    })
    const ids = administrators.map(({ id }) => id)
    equal(
      [joan.id, disabled.id, listed].map((id) => ids.includes(id)),
      [true, false, false],
    )
    // Others may rely on there being none.
    await store.unitOfWork.run(({ users }) => users.save(joan))
  },
}
