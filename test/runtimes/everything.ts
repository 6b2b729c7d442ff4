import process from 'node:process'

/** Whether every runtime is tried on every store: `npm test` is to be quick and takes Node alone. */
export const EVERYTHING = process.env.RUNTIMES === 'all' || process.env.npm_lifecycle_event === 'test:runtimes'
