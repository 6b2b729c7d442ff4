import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { kiosk, type Server } from '../support/server-process.ts'
import { executeBeside } from '../support/stores.ts'

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
export type Target = {
  readonly url: string
  end: Server['end']
  restart(): Promise<void>
  /** The products whose ledger does not add up to their stock. */
  unbalanced(): Promise<readonly string[]>
}

const unbalanced = `SELECT p.name, p.stock, COALESCE(SUM(c.delta), 0) AS total
  FROM products p LEFT JOIN stock_changes c ON c.product_id = p.id
  GROUP BY p.id, p.name, p.stock HAVING p.stock <> COALESCE(SUM(c.delta), 0)`

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
    unbalanced: async () =>
      (await executeBeside({ folder, env }, unbalanced)).map(
        (row) => `the ledger does not add up: ${JSON.stringify(row)}`,
      ),
    restart: async () => {
      server = await open(env)
    },
  }
}
