import { err, ok, type Result } from './result.ts'

/** One thing wrong with one field of what was submitted; `field` is the name the submitter used. */
export type Fault = { readonly field: string; readonly message: string }

/** What was submitted breaks the shop's rules; every fault is listed, not only the first. */
export type Invalid = { readonly type: 'invalid'; readonly faults: readonly Fault[] }

export const invalid = (field: string, message: string): Invalid => ({ type: 'invalid', faults: [{ field, message }] })

type Checked = Readonly<Record<string, Result<unknown, string>>>
type Values<C extends Checked> = { readonly [K in keyof C]: C[K] extends Result<infer V, string> ? V : never }

/** All the fields' values, or all their faults at once. */
export const allOf = <C extends Checked>(fields: C): Result<Values<C>, Invalid> => {
  const faults: Fault[] = []
  const values: [string, unknown][] = []
  for (const [field, checked] of Object.entries(fields)) {
    if (checked.ok) values.push([field, checked.value])
    else faults.push({ field, message: checked.error })
  }
  // Every field was just found to hold a value of its own type.
  return faults.length === 0 ? ok(Object.fromEntries(values) as Values<C>) : err({ type: 'invalid', faults })
}
