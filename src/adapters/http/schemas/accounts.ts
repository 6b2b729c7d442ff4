import { z } from 'zod'

export const registrationBody = z.object({ email: z.string(), username: z.string(), password: z.string() })
export const credentialsBody = z.object({ email: z.string(), password: z.string() })
