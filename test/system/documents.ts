import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')
export const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

const markdownIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(join(root, folder), { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`)

/** The README and everything in docs, in the order in which they are tried. */
export const documents = async (): Promise<readonly string[]> => ['README.md', ...(await markdownIn('docs'))]

export type Block = { readonly path: string; readonly language: string; readonly text: string }

/** The fenced blocks of all documents, in order. */
export const blocks = async (): Promise<readonly Block[]> => {
  const found: Block[] = []
  for (const path of await documents()) {
    for (const [, language = '', text = ''] of (await read(path)).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)) {
      found.push({ path, language, text: text.trim() })
    }
  }
  return found
}

/** What stands under a heading of a document. */
export const section = async (path: string, heading: string): Promise<string> => {
  const [, text] = (await read(path)).split(`\n## ${heading}\n`)
  if (text === undefined) throw new Error(`${path} has no section "${heading}"`)
  return text.split('\n## ')[0] ?? ''
}

/** All of src, one file after the other. */
export const sources = async (): Promise<string> => {
  const paths = (await readdir(join(root, 'src'), { recursive: true })).filter((path) => path.endsWith('.ts'))
  return (await Promise.all(paths.map((path) => read(join('src', path))))).join('')
}
