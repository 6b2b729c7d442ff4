/**
 * Whether a file goes to the builder by the rules of a .dockerignore: the last one that matches it or a folder that it is
 * in decides. Knows the lone `*` and plain paths, and refuses to guess what another pattern means.
 */
export const isInContext = (dockerignore: string, path: string): boolean => {
  let included = true
  for (const line of dockerignore.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue
    const pattern = line.replace(/^!/, '')
    if (pattern !== '*' && /[*?[\]\\]/.test(pattern)) throw new Error(`this pattern is not understood: ${pattern}`)
    if (pattern === '*' || path === pattern || path.startsWith(`${pattern}/`)) included = line.startsWith('!')
  }
  return included
}
