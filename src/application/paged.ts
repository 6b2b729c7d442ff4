/** `next` is the last item of the page, if another page follows. */
export type Paged<T> = { readonly items: readonly T[]; readonly next: T | undefined }

/** A page of what was found, one more than its limit. */
export const paged = <T>(found: readonly T[], limit: number): Paged<T> => {
  const items = found.slice(0, limit)
  return { items, next: found.length > limit ? items.at(-1) : undefined }
}
