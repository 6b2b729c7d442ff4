/** What `work` answers. When it fails, what was opened for it is closed: a pool left open would keep the process alive. */
export const orClose = async <T>(
  opened: { readonly close: () => Promise<void> },
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work()
  } catch (reason) {
    await opened.close()
    throw reason
  }
}
