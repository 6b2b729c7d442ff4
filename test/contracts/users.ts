import { promote } from '../../src/domain/accounts/user.ts'
import { err } from '../../src/domain/result.ts'
import type { Contract, StoreHarness } from './contract.ts'
import { equal, good, holds } from './expect.ts'
import { aUser, NOBODY, newUser, unique } from './given.ts'
import { simultaneously } from './simultaneous.ts'

const emailTaken = err({ type: 'email_taken' })
const usernameTaken = err({ type: 'username_taken' })

export const usersContract: Contract<StoreHarness> = {
  'keeps a new user under an id of its own': async ({ store }) => {
    const [one, other] = [newUser(), { ...newUser(), role: 'admin' as const }]
    const added = good(await store.unitOfWork.run(({ users }) => users.add(one)))
    const next = good(await store.unitOfWork.run(({ users }) => users.add(other)))
    equal(added, { id: added.id, ...one })
    holds(Number.isSafeInteger(added.id) && added.id > 0, 'an id is a whole number from 1')
    holds(next.id !== added.id, 'two users have two ids')
    equal(await store.readers.users.byEmail(one.email), added)
    equal(await store.unitOfWork.run(({ users }) => users.lockByEmail(other.email)), { id: next.id, ...other })
  },

  'keeps the longest email and username, in any script': async ({ store }) => {
    const tag = unique()
    const email = `${tag}${'é'.repeat(254 - tag.length - 12)}@example.com`
    const user = { ...newUser(), email, username: `${tag}${'😀'.repeat(64 - tag.length)}` }
    const added = good(await store.unitOfWork.run(({ users }) => users.add(user)))
    equal(await store.readers.users.byEmail(email), { id: added.id, ...user })
  },

  'refuses an email that someone has': async ({ store }) => {
    const { email } = await aUser(store)
    equal(await store.unitOfWork.run(({ users }) => users.add({ ...newUser(), email })), emailTaken)
  },

  'refuses a username that someone has, in whatever case or width it is written': async ({ store }) => {
    const tag = unique()
    await store.unitOfWork.run(({ users }) => users.add({ ...newUser(), username: `Ada ${tag}` }))
    for (const username of [`Ada ${tag}`, `aDA ${tag}`, `Ａda ${tag}`]) {
      const second = { ...newUser(), username }
      equal(await store.unitOfWork.run(({ users }) => users.add(second)), usernameTaken, username)
      equal(await store.readers.users.byEmail(second.email), undefined, 'the refused one')
    }
  },

  'speaks of the email first when both are taken': async ({ store }) => {
    const { email, username } = await aUser(store)
    equal(await store.unitOfWork.run(({ users }) => users.add({ ...newUser(), email, username })), emailTaken)
  },

  'takes no two names for one only because a database might': async ({ store }) => {
    const tag = unique()
    for (const name of [`ada${tag}`, `áda${tag}`, `åda${tag}`, `adaß${tag}`, `adass${tag}`]) {
      const user = { ...newUser(), email: `${name}@example.com`, username: name }
      equal((await store.unitOfWork.run(({ users }) => users.add(user))).ok, true, name)
    }
    equal((await store.readers.users.byEmail(`áda${tag}@example.com`))?.username, `áda${tag}`)
  },

  'finds nobody under an email that nobody has': async ({ store }) => {
    const { email } = await aUser(store)
    for (const unknown of [`${email} `, `x${email}`, email.toUpperCase(), '', '%']) {
      equal(await store.readers.users.byEmail(unknown), undefined, JSON.stringify(unknown))
      equal(await store.unitOfWork.run(({ users }) => users.lockByEmail(unknown)), undefined, JSON.stringify(unknown))
    }
  },

  'gives one of many simultaneous registrations the email, and tells the others that it is taken': async (harness) => {
    const { email } = newUser()
    const results = await simultaneously(harness, 10, (through) =>
      through.unitOfWork.run(({ users }) => users.add({ ...newUser(), email })),
    )
    equal(results.filter((result) => result.ok).length, 1, 'the number of winners')
    equal(
      results.filter((result) => !result.ok),
      Array(9).fill(emailTaken),
    )
  },

  'gives one of many simultaneous registrations the username, and tells the others that it is taken': async (
    harness,
  ) => {
    const username = unique()
    const results = await simultaneously(harness, 10, (through, i) =>
      through.unitOfWork.run(({ users }) =>
        users.add({ ...newUser(), username: i % 3 === 0 ? username : username.toUpperCase() }),
      ),
    )
    equal(results.filter((result) => result.ok).length, 1, 'the number of winners')
    equal(
      results.filter((result) => !result.ok),
      Array(9).fill(usernameTaken),
    )
  },

  'saves a promotion': async ({ store }) => {
    const [user, bystander] = [await aUser(store), await aUser(store)]
    await store.unitOfWork.run(({ users }) => users.save(promote(user)))
    equal(await store.readers.users.byEmail(user.email), { ...user, role: 'admin' })
    equal(await store.readers.users.byEmail(bystander.email), bystander)
  },

  'replaces a password hash only while it is still the one that was verified': async ({ store }) => {
    const [user, bystander] = [await aUser(store), await aUser(store)]
    const replace = (from: string, to: string) =>
      store.unitOfWork.run(({ users }) => users.replaceHash(user.id, from, to))
    equal(await replace(user.passwordHash.toUpperCase(), 'new'), false)
    equal(await replace(user.passwordHash, 'new'), true)
    equal(await replace(user.passwordHash, 'newer'), false)
    equal(await store.readers.users.byEmail(user.email), { ...user, passwordHash: 'new' })
    equal(await store.readers.users.byEmail(bystander.email), bystander)
    equal(await store.unitOfWork.run(({ users }) => users.replaceHash(NOBODY, 'new', 'newer')), false)
  },

  'lets one of many simultaneous logins replace the hash': async (harness) => {
    const user = await aUser(harness.store)
    const won = await simultaneously(harness, 10, (through, i) =>
      through.unitOfWork.run(({ users }) => users.replaceHash(user.id, user.passwordHash, `new ${i}`)),
    )
    equal(won.filter(Boolean).length, 1, 'the number of winners')
    equal((await harness.store.readers.users.byEmail(user.email))?.passwordHash, `new ${won.indexOf(true)}`)
  },
}
