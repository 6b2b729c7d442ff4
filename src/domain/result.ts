/** What a rule answers: the value, or the reason it refused. Refusals are values; only broken machinery throws. */
export type Result<T, E> = Ok<T> | Err<E>
export type Ok<T> = { readonly ok: true; readonly value: T }
export type Err<E> = { readonly ok: false; readonly error: E }

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })
export const err = <E>(error: E): Err<E> => ({ ok: false, error })

/** True for a refusal among values of any type: how a unit of work knows that it has to undo. */
export const isErr = (value: unknown): value is Err<unknown> =>
  typeof value === 'object' && value !== null && 'ok' in value && value.ok === false
