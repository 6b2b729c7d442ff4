import { existsSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { type Configuration, readConfiguration } from './configuration.ts'

/** Reads this process's environment, and a `.env` where it was started; throws every fault that it has. */
export const configure = (): Configuration => {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const read = readConfiguration(process.env, (path) => readFileSync(path, 'utf8'))
  if (!read.ok) throw new Error(`the environment is not usable:\n  ${read.error.join('\n  ')}`)
  return read.value
}
