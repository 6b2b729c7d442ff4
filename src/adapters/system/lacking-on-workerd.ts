// Stands in for native code and for node:sqlite in the bundle for workerd, which has neither (`alias` in wrangler.jsonc).
const lacking = async (): Promise<never> => {
  throw new Error('workerd has no native code')
}

export { lacking as DatabaseSync, lacking as hash, lacking as verify }
