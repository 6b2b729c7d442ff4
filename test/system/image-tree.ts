import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import process from 'node:process'
import { isInContext } from './build-context.ts'
import { type Instruction, parseDockerfile, type Stage } from './dockerfile.ts'
import { root } from './hold-promises.ts'

const ignore = readFileSync(join(root, '.dockerignore'), 'utf8')

export const filesUnder = (path: string): readonly string[] =>
  statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesUnder(join(path, name))) : [path]

/** COPY, with the modes of a checkout that was made under umask 077: the worst that may come. */
const copy = (value: string, workdir: string): void => {
  const [target = '', ...sources] = value.split(' ').reverse()
  for (const source of sources) {
    const from = join(root, source)
    for (const file of filesUnder(from).filter((path) => isInContext(ignore, relative(root, path)))) {
      const name = statSync(from).isDirectory() ? relative(from, file) : target.endsWith('/') ? basename(file) : ''
      const to = join(workdir, target, name)
      mkdirSync(dirname(to), { recursive: true })
      execFileSync('install', ['-m', statSync(file).mode & 0o100 ? '700' : '600', file, to])
    }
  }
}

/** RUN, on this machine: only what stays in the folder may be played here. */
const run = (value: string, workdir: string): void => {
  if (/\s\//.test(value)) throw new Error(`this would leave the folder: ${value}`)
  execFileSync('sh', ['-euc', value], {
    cwd: workdir,
    stdio: 'pipe',
    env: { ...process.env, npm_config_prefer_offline: 'true' },
  })
}

const play = ({ name, value }: Instruction, folder: string): void => {
  if (name === 'COPY') copy(value, join(folder, 'shop'))
  else if (name === 'RUN') run(value, join(folder, 'shop'))
  else if (name !== 'WORKDIR' || value !== '/shop') throw new Error(`this is not played here: ${name} ${value}`)
}

/**
 * The files of the image, as far as they can be had without an engine: plays the Dockerfile's build stage in `folder`,
 * whose `shop` and `data` are then the image's /shop and /data. Answers the last stage.
 */
export const makeImageTree = (folder: string): Stage => {
  const stages = parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'))
  const final = stages.at(-1)
  const build = stages.find(({ name }) => name === 'build')
  if (build === undefined || final === undefined) throw new Error('no build stage')
  mkdirSync(join(folder, 'shop'))
  mkdirSync(join(folder, 'data'), { mode: 0o700 })
  for (const instruction of build.instructions) play(instruction, folder)
  return final
}
