/** Every id once, ascending: the order in which every store takes its locks. */
export const ascending = (ids: readonly number[]): readonly number[] => [...new Set(ids)].sort((a, b) => a - b)
