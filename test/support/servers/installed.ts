import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A database server on this machine that can be run as a throw-away. */
export type Installed = {
  readonly server: string
  /** The program and arguments that fill an empty data folder, which the caller names. */
  readonly initialise: readonly string[]
}

// Debian keeps servers out of a user's PATH.
const folders = (): readonly string[] => [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']

const program = (name: string): string | undefined =>
  folders()
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })

/** Finds `mariadbd`, or else `mysqld`: which may be MariaDB too, under the name that it inherited. */
export const installedServer = (): Installed | undefined => {
  const server = program('mariadbd') ?? program('mysqld')
  if (server === undefined) return undefined
  const isMariadb = execFileSync(server, ['--no-defaults', '--version'], { encoding: 'utf8' }).includes('MariaDB')
  if (!isMariadb) return { server, initialise: [server, '--no-defaults', '--initialize-insecure'] }
  const installer = program('mariadb-install-db') ?? program('mysql_install_db')
  if (installer === undefined) return undefined
  return { server, initialise: [installer, '--no-defaults', '--skip-test-db'] }
}
