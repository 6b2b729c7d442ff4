/** A Map as one unit of work sees it: what it changed over what was committed, and nothing kept before `commit`. */
export type Draft<K, V> = {
  get(key: K): V | undefined
  set(key: K, value: V): void
  delete(key: K): void
  commit(): void
}

export const draftOf = <K, V>(committed: Map<K, V>): Draft<K, V> => {
  const changed = new Map<K, V | undefined>()
  return {
    get: (key) => (changed.has(key) ? changed.get(key) : committed.get(key)),
    set: (key, value) => {
      changed.set(key, value)
    },
    delete: (key) => {
      changed.set(key, undefined)
    },
    commit: () => {
      for (const [key, value] of changed) {
        if (value === undefined) committed.delete(key)
        else committed.set(key, value)
      }
    },
  }
}
