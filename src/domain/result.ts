/** Refusals are values; outages and defects throw. */
export type Result<T, E> = Ok<T> | Err<E>
export type Ok<T> = { readonly ok: true; readonly value: T }
export type Err<E> = { readonly ok: false; readonly error: E }

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })
export const err = <E>(error: E): Err<E> => ({ ok: false, error })

/** True for a refusal: a unit of work rolls back for one. */
export const isErr = (value: unknown): value is Err<unknown> =>
  typeof value === 'object' && value !== null && 'ok' in value && value.ok === false

/** `field` is the name the submitter used; a path, with slashes, in a part of a part. */
export type Fault = { readonly field: string; readonly message: string }

/** Every fault is listed, not only the first. */
export type Invalid = { readonly type: 'invalid'; readonly faults: readonly Fault[] }

type Checked = Readonly<Record<string, Result<unknown, string>>>
type Values<C extends Checked> = { readonly [K in keyof C]: C[K] extends Result<infer V, string> ? V : never }

/** All the fields' values, or all their faults at once. */
export const allOf = <C extends Checked>(fields: C): Result<Values<C>, Invalid> => {
  const checks = Object.entries(fields)
  const faults = checks.flatMap(([field, check]) => (check.ok ? [] : [{ field, message: check.error }]))
  if (faults.length > 0) return err({ type: 'invalid', faults })
  const values = checks.map(([field, check]) => [field, check.ok ? check.value : undefined])
  // Every field was just checked.
  return ok(Object.fromEntries(values) as Values<C>)
}
