import { z } from 'zod'
import { MAX_PASSWORD, MIN_PASSWORD } from '../../../domain/accounts/password.ts'
import { MAX_EMAIL, MAX_USERNAME, type User } from '../../../domain/accounts/user.ts'
import { id, text } from './fields.ts'

const email = text(3, MAX_EMAIL)
const username = text(1, MAX_USERNAME)

export const registrationBody = z.object({ email, username, password: text(MIN_PASSWORD, MAX_PASSWORD) })
export const credentialsBody = z.object({ email: z.string(), password: z.string() })

const user = z.strictObject({ id, email, username })
export const registered = z.strictObject({ message: z.literal('User registered successfully!'), user })
export type Registered = z.output<typeof registered>
export const loggedIn = z.strictObject({ token: z.string(), expires_in: z.int().min(1) })
export type LoggedIn = z.output<typeof loggedIn>

export const userView = ({ id, email, username }: User): z.output<typeof user> => ({ id, email, username })
