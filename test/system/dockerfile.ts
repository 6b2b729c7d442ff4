import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The Dockerfile's instructions in order, without comments, each on one line. */
const instructions = read('Dockerfile')
  .replaceAll(/^\s*#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const [name = ''] = line.split(' ', 1)
    return { name, value: line.slice(name.length).trim() }
  })

const last = instructions.findLastIndex(({ name }) => name === 'FROM')
export const stages = { all: instructions, build: instructions.slice(1, last), final: instructions.slice(last) }

export const valuesOf = (name: string, stage: keyof typeof stages = 'all'): readonly string[] =>
  stages[stage].flatMap((instruction) => (instruction.name === name ? [instruction.value] : []))
