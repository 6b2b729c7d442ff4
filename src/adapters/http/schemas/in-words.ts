import type { z } from 'zod'

const TYPES: Readonly<Record<string, string>> = { string: 'text', number: 'a number', int: 'a whole number' }

/** zod's error map for every schema that says no words of its own: clients show them to people. */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return 'is missing'
  if (Array.isArray(issue.input)) return 'must be one value and not a list'
  if (issue.code === 'invalid_type') return `must be ${TYPES[issue.expected] ?? 'an object'}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  const [verb, unit] = 'origin' in issue && issue.origin === 'string' ? ['have', ' characters'] : ['be', '']
  if (issue.code === 'too_small') return `must ${verb} at least ${issue.minimum}${unit}`
  if (issue.code === 'too_big') return `must ${verb} at most ${issue.maximum}${unit}`
  return 'is not valid'
}
