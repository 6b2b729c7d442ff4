import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import process from 'node:process'

/*
 * `npm run setup`: makes the secrets that docker-compose.yml hands to its containers, a file each in ./secrets. What is
 * there already is kept, whatever it says: a database remembers the password that it was made with.
 */

process.umask(0o077)

const FOLDER = 'secrets'

/** Letters, digits, - and _ only, so that it needs no escaping in a URL. */
const newSecret = (): string => randomBytes(32).toString('base64url')

/** What the secret says from now on: what it said before, or else `text`. */
const keepOrMake = async (name: string, text: string): Promise<string> => {
  const path = `${FOLDER}/${name}`
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (reason) {
    if (!(reason instanceof Error && 'code' in reason && reason.code === 'EEXIST')) throw reason
    process.stdout.write(`${path} is kept as it was.\n`)
    return (await readFile(path, 'utf8')).trim()
  }
  // Compose mounts the file with the owner and mode that it has here (it ignores a secret's `uid` and `mode`), and the
  // users in the containers have other numbers. So the folder keeps everyone else on this machine out, not the file.
  await chmod(path, 0o444)
  process.stdout.write(`${path} is made.\n`)
  return text
}

await mkdir(FOLDER, { recursive: true })
// One that was there before may have been open to others.
await chmod(FOLDER, 0o700)
await keepOrMake('jwt_secret', newSecret())
await keepOrMake('db_root_password', newSecret())
const password = await keepOrMake('db_password', newSecret())
await keepOrMake('mysql_url', `mysql://kiosk:${password}@db/kiosk`)
await keepOrMake('mariadb_url', `mysql://kiosk:${password}@mariadb/kiosk`)
process.stdout.write('Next: docker compose up --wait\n')
