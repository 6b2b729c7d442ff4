import type { Reporter } from 'vitest/node'

/** Says in the last lines of the output which tests had no MySQL server to run on, and how to give them one. */
export const notRun: Reporter = {
  onTestRunEnd: (modules) => {
    const without = modules.filter(({ project }) => project.getProvidedContext().mysqlServers?.length === 0)
    if (without.length === 0) return
    const message = [
      'Not run: everything on MySQL. There is no mariadbd or mysqld on the PATH; install one, or name servers of your own:',
      '  TEST_MYSQL_URL=mysql://user:password@host:3306 npm test    (the user must be allowed to create databases)',
    ]
    // At the exit, because other reporters have not had their last word yet.
    process.once('exit', () => process.stdout.write(`\n${message.join('\n')}\n`))
  },
}
