import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')
export const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

const filesIn = async (folder: string, ending: string): Promise<readonly string[]> =>
  (await readdir(join(root, folder), { recursive: true }))
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name))

/** The README and docs, in the order in which their commands are run. */
export const documents = async (): Promise<readonly string[]> => ['README.md', ...(await filesIn('docs', '.md'))]

export type Block = { readonly language: string; readonly text: string }

/** The fenced blocks of all documents, in order. */
export const blocks = async (): Promise<readonly Block[]> => {
  const text = (await Promise.all((await documents()).map(read))).join('\n')
  const fenced = text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)
  return Array.from(fenced, ([, language = '', block = '']) => ({ language, text: block.trim() }))
}

export const section = async (path: string, heading: string): Promise<string> => {
  const [, text] = (await read(path)).split(`\n## ${heading}\n`)
  if (text === undefined) throw new Error(`${path} has no section "${heading}"`)
  return text.split('\n## ')[0] ?? ''
}

export const sources = async (): Promise<string> =>
  (await Promise.all((await filesIn('src', '.ts')).map(read))).join('')
