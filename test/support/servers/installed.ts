import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type Installed = {
  readonly server: string
  /** The command that initialises a data folder, without the folder. */
  readonly initialise: readonly string[]
}

// Debian keeps servers out of a user's PATH.
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']

const program = (name: string): string | undefined => folders.map((folder) => join(folder, name)).find(existsSync)

/** Finds `mariadbd`, or else `mysqld`, which may be MariaDB under its old name. */
export const installedServer = (): Installed | undefined => {
  const server = program('mariadbd') ?? program('mysqld')
  if (server === undefined) return undefined
  const isMariadb = execFileSync(server, ['--no-defaults', '--version'], { encoding: 'utf8' }).includes('MariaDB')
  if (!isMariadb) return { server, initialise: [server, '--no-defaults', '--initialize-insecure'] }
  const installer = program('mariadb-install-db') ?? program('mysql_install_db')
  return installer === undefined ? undefined : { server, initialise: [installer, '--no-defaults', '--skip-test-db'] }
}

/** A Chromium, by any of the names it is packaged under. */
export const installedChromium = (): string | undefined =>
  program('chromium') ?? program('chromium-browser') ?? program('google-chrome')

/** The library that makes a MariaDB a node of a Galera cluster, where its packages put it. */
export const installedGalera = (): string | undefined => {
  const libraries = ['/usr/lib/galera/libgalera_smm.so', '/usr/lib64/galera-4/libgalera_smm.so']
  return program('mariadbd') && libraries.find(existsSync)
}
