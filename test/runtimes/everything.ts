import process from 'node:process'

/** Every runtime on every store, and all crowds; otherwise what is installed, but Node, in memory: `npm test` is to be quick. */
export const EVERYTHING = process.env.RUNTIMES === 'all' || process.env.npm_lifecycle_event === 'test:runtimes'
