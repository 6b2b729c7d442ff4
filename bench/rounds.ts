/** Runs `one` for each, one after the other. */
export const inTurn = async <T, Result>(
  all: readonly T[],
  one: (each: T) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = []
  for (const each of all) results.push(await one(each))
  return results
}

/**
 * Measures each target once a round, those of a group next to each other; returns their values in the order of the
 * rounds. The first group changes and every other round is reversed, so that no target always follows the same one.
 */
export const interleaved = async <T, Value>(
  rounds: number,
  groups: readonly (readonly T[])[],
  measure: (one: T) => Promise<Value>,
): Promise<ReadonlyMap<T, readonly Value[]>> => {
  const values = new Map(groups.flat().map((one): [T, Value[]] => [one, []]))
  for (let round = 0; round < rounds; round++) {
    const first = round % groups.length
    const order = [...groups.slice(first), ...groups.slice(0, first)].flat()
    for (const one of round % 2 === 0 ? order : order.toReversed()) values.get(one)?.push(await measure(one))
  }
  return values
}
