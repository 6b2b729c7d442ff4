const undos: (() => Promise<unknown>)[] = []

/** Keeps for the end what undoes something that was started or made. */
export const atEnd = (undo: () => Promise<unknown>): void => {
  undos.push(undo)
}

/** Undoes everything, the last first; also what is begun meanwhile, because a benchmark that is broken off goes on. */
export const end = async (): Promise<void> => {
  for (let undo = undos.pop(); undo; undo = undos.pop()) await undo().catch(() => undefined)
}
