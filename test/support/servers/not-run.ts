import type { Reporter } from 'vitest/node'
import { ALL_RUNTIMES } from '../../runtimes/table.ts'
import { installedChromium, installedGalera } from './installed.ts'

const NO_MYSQL = [
  'Not run: everything on MySQL. There is no mariadbd or mysqld on the PATH; install one, or name servers of your own:',
  '  TEST_MYSQL_URL=mysql://user:password@host:3306 npm test    (the user must be allowed to create databases)',
]
const NO_CHROMIUM = ['Not run: a page of another origin in a browser. There is no chromium on the PATH; install one.']
const NO_GALERA = ['Not run: sessions on a Galera cluster. It needs mariadbd and the package galera-4; install them.']
const NO_RUNTIMES = ['Not run: Bun, Deno, Node 26 and workerd. npm run test:runtimes fetches and tries them.']

/** Prints what was not run, and how to run it, as the last lines of the output. */
export const notRun: Reporter = {
  onTestRunEnd: (modules) => {
    const without = modules.filter(({ project }) => project.getProvidedContext().mysqlServers?.length === 0)
    const message = [
      ...(without.length > 0 ? NO_MYSQL : []),
      ...(installedChromium() === undefined ? NO_CHROMIUM : []),
      ...(installedGalera() === undefined ? NO_GALERA : []),
      ...(ALL_RUNTIMES ? [] : NO_RUNTIMES),
    ]
    // At the exit: other reporters print after this hook.
    process.once('exit', () => message.length > 0 && process.stdout.write(`\n${message.join('\n')}\n`))
  },
}
