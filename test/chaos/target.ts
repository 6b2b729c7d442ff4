import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { kiosk, type Server } from '../support/server-process.ts'

// The quantity of the first product tells the carts of a client apart; the second product is scarce.
const catalogue = `sku,name,price,stock
MARK,Price tag,0.07,900000000
CUP,Espresso cup,16.50,40
PEN,Fountain pen,39.10,1000000
TEA,Breakfast tea,1.15,1000000
LAMP,Reading lamp,5.49,1000000
`

type Fixtures = { readonly folder: string; open(env: { readonly DATABASE_URL: string }): Promise<Server> }

/** A shop that a test stops and starts on one database, and its present address. */
export type Target = { readonly url: string; end: Server['end']; restart(): Promise<void> }

export const openTarget = async ({ folder, open }: Fixtures, databaseUrl: string): Promise<Target> => {
  const env = { DATABASE_URL: databaseUrl }
  await writeFile(join(folder, 'catalogue.csv'), catalogue)
  const { code, err } = await kiosk({ folder, env }, 'import', 'catalogue.csv')
  if (code !== 0) throw new Error(`the import failed: ${err}`)
  let server = await open(env)
  return {
    get url() {
      return server.url
    },
    end: (signal) => server.end(signal),
    restart: async () => {
      server = await open(env)
    },
  }
}
