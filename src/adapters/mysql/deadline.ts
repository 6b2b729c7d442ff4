import { Unavailable } from '../../application/ports/unavailable.ts'

/** The promise's outcome, or `Unavailable` when it takes longer than so many milliseconds. */
export type Within = <T>(milliseconds: number, what: string, promise: Promise<T>) => Promise<T>

export const within: Within = async (milliseconds, what, promise) => {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new Unavailable(`${what} took longer than ${milliseconds} ms`, 'late')),
    milliseconds,
  )
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
